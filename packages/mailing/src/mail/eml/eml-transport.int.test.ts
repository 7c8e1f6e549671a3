import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@emberlog/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { composeMessage } from '../compose-message.ts';
import { sampleLetter } from '../testing/sample-letter.ts';
import { createEmlTransport } from './eml-transport.ts';

let place: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  place = await temporaryDirectory();
});
afterEach(async () => await place.remove());

// Seen to fail with files that others may read.
test('a message is a file of its bytes that only its owner reads; a resend replaces it', async () => {
  const directory = join(place.path, 'mail');
  const transport = createEmlTransport({ directory });
  const message = await composeMessage(sampleLetter);
  const results = await Promise.all([message, message].map(transport.send));
  const names = await readdir(directory);
  expect(names).toHaveLength(1);
  const [name = ''] = names;
  expect(results).toEqual([0, 1].map(() => ({ outcome: 'sent', code: null, detail: name })));
  expect(name).toMatch(/^digest\.2025-12-10\.[\w-]+\.[\w-]+\.[0-9a-f]{16}\.eml$/);
  expect((await readFile(join(directory, name))).equals(message.raw)).toBe(true);
  expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
});

// Seen to fail when the Message-ID is the name as it is.
test('no Message-ID leads out of the directory or to the file of another', async () => {
  const directory = join(place.path, 'mail');
  const transport = createEmlTransport({ directory });
  const message = await composeMessage(sampleLetter);
  for (const messageId of ['<../../a@b>', '<..@b>', '<a/b@c>', '<ab@c>', `<${'x'.repeat(400)}@b>`])
    expect((await transport.send({ ...message, messageId })).outcome).toBe('sent');
  expect(await readdir(directory)).toHaveLength(5);
  expect(await readdir(place.path)).toEqual(['mail']);
});

test('what cannot be written is deferred, and leaves nothing', async () => {
  const file = join(place.path, 'file');
  await writeFile(file, '');
  const message = await composeMessage(sampleLetter);
  const result = await createEmlTransport({ directory: file }).send(message);
  expect(result).toEqual({ outcome: 'deferred', code: null, detail: 'EEXIST' });
  const closed = createEmlTransport({ directory: join(place.path, 'mail') });
  closed.close();
  expect((await closed.send(message)).outcome).toBe('deferred');
  expect(await readdir(place.path)).toEqual(['file']);
});
