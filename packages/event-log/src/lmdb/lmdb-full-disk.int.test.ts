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
  it('refuses every append of the commit, then goes on with what fits', async () => {
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
      'offset 1',
      'offset 2',
    ]);

    const log = openLmdbLog({ path, partitions: 1, clock: Date.now });
    expect((await readAll(log)).map((record) => record?.value.byteLength)).toEqual([10, 30, 40]);
    await log.close();
  });
});
