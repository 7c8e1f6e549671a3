import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readAll } from '../contract/log-under-test.ts';
import type { RecordPosition } from '../event-log.ts';
import { openLmdbLog } from './lmdb-log.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

type Acknowledged = {
  readonly position: RecordPosition;
  readonly key: string;
  readonly repeat: number;
};

const program = fileURLToPath(new URL('append-until-killed.ts', import.meta.url));

/** Runs the appending process and kills it once it has acknowledged `enough` records. */
async function killAfter(
  enough: number,
  path: string,
  run: string,
): Promise<readonly Acknowledged[]> {
  const flags = ['--conditions=@emberlog/source', '--import', 'tsx'];
  const child = spawn(process.execPath, [...flags, program, path, run], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const acknowledged: Acknowledged[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    // The kill may cut the last line; only what was said completely was promised.
    if (line.endsWith('}')) acknowledged.push(JSON.parse(line) as Acknowledged);
    if (acknowledged.length >= enough) child.kill('SIGKILL');
  }
  expect(await ended).toEqual([null, 'SIGKILL']);
  return acknowledged;
}

describe('a process that is killed while it appends', () => {
  it('loses no acknowledged record and leaves no hole, time after time', async () => {
    const path = await createTemporaryDirectory();
    const acknowledged: Acknowledged[] = [];
    for (const enough of [1, 40, 333, 1000, 2500]) {
      acknowledged.push(...(await killAfter(enough, path, `after-${enough}`)));

      const log = openLmdbLog({ path, partitions: 4, clock: Date.now });
      const records = await readAll(log);
      const byPlace = new Map(
        records.map((record) => [`${record?.partition}/${record?.offset}`, record]),
      );
      const stored = acknowledged.map(({ position }) =>
        byPlace.get(`${position.partition}/${position.offset}`),
      );
      await log.close();

      expect(records).not.toContain(null);
      expect(
        stored.map(
          (record) => record && { key: record.key, text: Buffer.from(record.value).toString() },
        ),
      ).toEqual(acknowledged.map(({ key, repeat }) => ({ key, text: key.repeat(repeat) })));
    }
    expect(acknowledged.length).toBeGreaterThan(3800);
  });
});
