import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomFrom } from '../system/scenario.ts';
import { copyDirectory } from './copy-directory.ts';
import { crashCalls } from './crash-input.ts';
import { DAMAGES, damageFile, partsOf, type Damage, type Part } from './damage.ts';
import type { Dump } from './dump.ts';
import type { Run } from './explain-log.ts';
import type { Instructions } from './instructions.ts';
import { judgeDump } from './judge-dump.ts';
import { tableFolders } from './kill-points.ts';
import { bundleDriver, runDriver } from './run-driver.ts';

const ALL = crashCalls().length;
type Table = 'items' | 'votes' | 'views' | 'dead_letters';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let whole: string;
let dataDir: string;
let run: Run;
let folders: ReadonlyMap<string, string>;

const drive = async (instructions: Partial<Instructions>) =>
  await runDriver({
    driver: join(directory.path, 'driver.mjs'),
    instructions: {
      ...{ dataDir, from: 0, until: ALL, attempt: 0, maxBatch: 20, stopMerges: true, dump: null },
      ...instructions,
    },
  });

beforeAll(async () => {
  directory = await temporaryDirectory();
  whole = join(directory.path, 'whole');
  dataDir = join(directory.path, 'damaged');
  await bundleDriver(join(directory.path, 'driver.mjs'));
  const { acknowledged } = await drive({ dataDir: whole });
  run = { from: 0, until: ALL, acknowledged };
  folders = await tableFolders(whole);
}, 600_000);

afterAll(async () => await directory.remove());

type Harm = (parts: readonly Part[]) => Promise<void>;

/** Copies the whole directory, harms tables, starts on it, and gives what is not exact then. */
const afterHarm = async (harms: Partial<Record<Table, Harm>>): Promise<readonly string[]> => {
  await copyDirectory(whole, dataDir);
  for (const [table, harm] of Object.entries(harms)) {
    await harm(await partsOf(dataDir, folders, table));
  }
  const dump = join(directory.path, 'dump.json');
  await drive({ from: ALL, attempt: 1, dump });
  return judgeDump(JSON.parse(await readFile(dump, 'utf8')) as Dump, [run]);
};

const changed =
  (file: string, damage: Damage): Harm =>
  async ([part]) =>
    await damageFile(join(part?.path ?? '', file), damage, 0.5);

// The engine loads such parts without a word. Seen to fail when a start does not read the parts.
test.each([
  [
    'rows, marks and months',
    {
      votes: changed('data.bin', 'zero-filled'),
      views: changed('data.cmrk4', 'zero-filled'),
      items: changed('minmax_logged.idx', 'with a bit flipped'),
    },
  ],
  [
    'projections',
    {
      votes: changed('per_hour.proj/data.bin', 'zero-filled'),
      views: changed('position.proj/data.bin', 'with a bit flipped'),
      items: changed('position.proj/count.txt', 'with a bit flipped'),
    },
  ],
  ['dead letters', { dead_letters: changed('data.bin', 'zero-filled') }],
] as const)(
  '%s that changed in place are made again from the log',
  async (_, harms) => {
    expect(await afterHarm(harms)).toEqual([]);
  },
  600_000,
);

/** Takes a part away: the first, the last or the one in the middle. */
const gone =
  (place: number): Harm =>
  async (parts) => {
    expect(parts.length).toBeGreaterThan(2);
    await rm(parts[Math.round(place * (parts.length - 1))]?.path ?? '', { recursive: true });
  };

// Seen to fail when a start does not count the rows, and when it does not look for dead letters.
test.each([
  ['first', 'tables', { items: gone(0), votes: gone(0), views: gone(0) }],
  ['middle', 'tables', { items: gone(0.5), votes: gone(0.5), views: gone(0.5) }],
  ['last', 'tables', { items: gone(1), votes: gone(1), views: gone(1) }],
  ['middle', 'dead letters', { dead_letters: gone(0.5) }],
] as const)(
  'the %s parts of the %s that are gone are made again',
  async (...given) => {
    expect(await afterHarm(given[2])).toEqual([]);
  },
  600_000,
);

// Seen to fail when rows are not counted (1, 3), dead letters not looked for (2, 4), or tables that are
// damaged not emptied (all).
test.each([1, 2, 3, 4])(
  'any file of any part may be lost or changed (seed %i)',
  async (seed) => {
    const random = randomFrom(seed);
    const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)];
    const harm: Harm = async (parts) => {
      const part = pick(parts);
      const file = join(part?.path ?? '', pick(part?.files ?? []) ?? '');
      await damageFile(file, pick(DAMAGES) ?? 'removed', random());
    };
    // Every second time the dead letters alone: they have all tables projected again.
    const harms =
      seed % 2 === 0 ? { dead_letters: harm } : { items: harm, votes: harm, views: harm };
    expect(await afterHarm(harms)).toEqual([]);
  },
  600_000,
);
