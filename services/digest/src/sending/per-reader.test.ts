import { EmberlogError } from '@emberlog/client';
import { LogUnavailableError } from '@emberlog/event-log';
import { createLogger } from '@emberlog/service-kit';
import { expect, test } from 'vitest';
import { perReader } from './per-reader.ts';

const answered = (status: number, retryable: boolean): EmberlogError =>
  new EmberlogError('refused', { status, problem: null, retryable, retryAfterMs: null });

const start = (error: Error) => {
  const lines: string[] = [];
  const logger = createLogger({
    ...{ name: 'digest', level: 'error' },
    destination: { write: (line) => lines.push(line) },
  });
  const serve = perReader(logger, async (subscriber) => {
    if (subscriber === 'troubled') throw error;
    await Promise.resolve();
  });
  return { serve, lines };
};

// Seen to fail when every refusal of the query service ends the round.
test.each([
  ['a question of the reader that is refused', answered(400, false)],
  ['a position that is gone', answered(410, false)],
  ['a letter that cannot be made', new Error('a bug')],
])('%s keeps nobody else waiting, and is told once', async (_, error) => {
  const { serve, lines } = start(error);
  for (const subscriber of ['troubled', 'other', 'troubled'])
    await expect(serve(subscriber)).resolves.toBeUndefined();
  expect(lines).toHaveLength(1);
});

test.each([
  ['the log', new LogUnavailableError('no broker answers')],
  ['the query service', answered(503, true)],
  ['a key that is no longer taken', answered(401, false)],
])('%s that would fail for everybody ends the round', async (_, error) => {
  const { serve, lines } = start(error);
  await expect(serve('troubled')).rejects.toBe(error);
  expect(lines).toEqual([]);
});
