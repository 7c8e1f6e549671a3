import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { notRunHere, temporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findStrace } from './find-strace.ts';
import { bundleDriver, runDriver } from './run-driver.ts';

const NO_STRACE = 'The order of writes and syncs of the log is not looked at: no strace here.';

describe.runIf(findStrace() || notRunHere(NO_STRACE))('what the log asks of the disk', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let dataDir: string;
  /** The calls of a run that makes a log and appends twice, one a line. */
  let trace: readonly string[];

  beforeAll(async () => {
    directory = await temporaryDirectory();
    dataDir = join(directory.path, 'data');
    const file = join(directory.path, 'trace');
    const driver = join(directory.path, 'driver.mjs');
    await bundleDriver(driver);
    const calls = 'openat,write,pwrite64,writev,pwritev,ftruncate,fsync,fdatasync,msync';
    const run = await runDriver({
      driver,
      instructions: {
        ...{
          dataDir,
          from: 0,
          until: 2,
          attempt: 0,
          maxBatch: 1_000,
          stopMerges: true,
          dump: null,
        },
      },
      strace: ['-f', '-qq', '-y', '-s', '9', '-o', file, '-e', `trace=${calls}`],
    });
    expect(run.acknowledged.size).toBe(2);
    trace = (await readFile(file, 'utf8')).split('\n');
  }, 600_000);
  afterAll(async () => await directory.remove());

  const indices = (of: RegExp): readonly number[] =>
    trace.flatMap((line, at) => (of.test(line) ? [at] : []));
  const ACKNOWLEDGEMENT = /write\(1<.*"\{\\"call\\":/;

  // Seen to fail when the store is opened with noSync.
  test('pages are synced, and then the header that names them, before it acknowledges', () => {
    const [headerFile = ''] = trace.flatMap(
      (line) => /log\/data\.mdb", O_[^ ]*O_DSYNC.* = (\d+)</.exec(line)?.[1] ?? [],
    );
    const headers = indices(new RegExp(`pwrite64\\(${headerFile}<[^>]*log/data\\.mdb>`));
    const pages = indices(/ p?writev?(64)?\(\d+<[^>]*log\/data\.mdb>/).filter(
      (at) => !headers.includes(at),
    );
    const syncs = indices(/f(data)?sync\(\d+<[^>]*log\/data\.mdb>/);
    const last = (of: readonly number[], before: number): number =>
      Math.max(-1, ...of.filter((at) => at < before));
    const orders = indices(ACKNOWLEDGEMENT).map((at) => {
      const header = last(headers, at);
      const sync = last(syncs, header);
      return {
        header: header > 0,
        sync: sync > last(pages, header),
        after: last(pages, at) < sync,
      };
    });
    expect(headerFile).not.toBe('');
    expect(orders).toEqual([
      { header: true, sync: true, after: true },
      { header: true, sync: true, after: true },
    ]);
  });

  // Seen to fail when a new log does not sync its directories.
  test('the names of a new log are synced before it acknowledges', () => {
    const [first = -1] = indices(ACKNOWLEDGEMENT);
    for (const path of [directory.path, dataDir, join(dataDir, 'log')]) {
      const [synced = Infinity] = indices(new RegExp(`fsync\\(\\d+<${path}>`));
      expect(synced).toBeLessThan(first);
    }
  });
});
