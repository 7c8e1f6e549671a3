import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sendArchive } from './send-archive.ts';

const TEXT = 'an archive';
const digest = createHash('sha256').update(TEXT).digest('hex');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'emberlog-archive-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

test.each([
  ['nothing', [], [TEXT]],
  ['a part', [{ digest, bytes: 3, complete: false }], [TEXT.slice(3)]],
  ['all of it, but not found whole yet', [{ digest, bytes: 10, complete: false }], ['e']],
  ['all of it', [{ digest, bytes: 10, complete: true }], []],
])('to a server that has %s, what it needs is sent', async (_, archives, expected) => {
  const path = join(directory, 'log.ndjson.gz');
  await writeFile(path, TEXT);
  const sent: string[] = [];
  const answer = sendArchive(
    {
      archives: async () => await Promise.resolve({ archives }),
      sendArchive: async ({ at, size, bytes }) => {
        sent.push(Buffer.from(bytes).toString());
        return await Promise.resolve({ digest, bytes: at + bytes.length, complete: at === size });
      },
    },
    path,
    { stderr: new PassThrough(), clock: () => 0 },
  );
  expect(await answer).toBe(digest);
  expect(sent).toEqual(expected);
});
