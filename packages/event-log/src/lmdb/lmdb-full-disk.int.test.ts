import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readAll } from '../contract/log-under-test.ts';
import { openLmdbLog } from './lmdb-log.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('append-to-full-disk.ts', import.meta.url));

describe('a disk that takes no more', () => {
  // Seen to fail when an append after the failed one reaches the engine.
  it('refuses every append of the commit and after it; what was acknowledged is there', async () => {
    const path = await createTemporaryDirectory();
    const { stdout } = await run(
      'sh',
      [
        '-c',
        'ulimit -f 8000; exec "$0" --conditions=@emberlog/source --import tsx "$1" "$2"',
        process.execPath,
        program,
        path,
      ],
      { cwd: fileURLToPath(new URL('../..', import.meta.url)) },
    );
    expect(JSON.parse(stdout)).toEqual([
      'offset 0',
      'unavailable',
      'unavailable',
      'unavailable',
      'unavailable',
    ]);

    const log = openLmdbLog({ path, partitions: 1, clock: Date.now });
    expect((await readAll(log)).map((record) => record?.value.byteLength)).toEqual([10]);
    await log.append([{ topic: 'emberlog.votes', key: 'paper', value: new Uint8Array(30) }]);
    expect((await readAll(log)).map((record) => record?.value.byteLength)).toEqual([10, 30]);
    await log.close();
  });
});
