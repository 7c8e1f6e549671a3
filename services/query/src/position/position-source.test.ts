import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ProblemError } from '@emberlog/service-kit';
import { expect, test } from 'vitest';
import { createPositionSource } from './position-source.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const ends = (votes: number) => ({ items: [0], votes: [votes], views: [0] });
const source = (longestWaitMs: number) =>
  createPositionSource({
    load: () =>
      Promise.resolve({
        ends: ends(1),
        readModel: 1,
        newestRecordedAt: 0,
        newestLogged: 0,
        incomplete: null,
        lookedAt: 0,
      }),
    changes: () => () => undefined,
    longestWaitMs,
  });
const outcome = async (wait: Promise<unknown>): Promise<number> => {
  const error: unknown = await wait.then(
    () => null,
    (refusal: unknown) => refusal,
  );
  return error instanceof ProblemError ? error.status : 0;
};

// Seen to hang when the limit is a timeout signal inside a combined one.
test('a wait ends with 503 at its limit, also when garbage is collected meanwhile', async () => {
  const waiting = source(300).until(ends(2), 'after', new AbortController().signal);
  await turn();
  collectGarbage();
  expect(await outcome(waiting)).toBe(503);
});

test('a wait ends when its request goes away and when the service stops', async () => {
  const request = new AbortController();
  const positions = source(60_000);
  const first = outcome(positions.until(ends(2), 'after', request.signal));
  const second = outcome(positions.until(ends(2), 'after', new AbortController().signal));
  request.abort();
  expect(await first).toBe(503);
  positions.close();
  expect(await second).toBe(503);
});
