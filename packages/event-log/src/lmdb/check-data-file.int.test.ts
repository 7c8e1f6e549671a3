import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { LogCorruptedError } from '../log-corrupted-error.ts';
import { openLmdbLog } from './lmdb-log.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('append-to-damaged-logs.ts', import.meta.url));
const SEEDS = 120;

/** A small generator (xorshift), so that a failure can be run again from its seed. */
const randomFrom = (seed: number) => {
  let state = (seed + 1) * 0x9e3779b9;
  return (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};

const open = (path: string) => openLmdbLog({ path, partitions: 4, clock: () => 1000 });

/** The bytes of a log with large and small values and free pages, and its page size. */
async function createData(): Promise<{ path: string; data: Buffer; page: number }> {
  const path = await createTemporaryDirectory();
  const log = open(path);
  const random = randomFrom(1);
  for (let round = 0; round < 30; round += 1) {
    await log.append(
      Array.from({ length: 60 }, (_, index) => ({
        topic:
          (['emberlog.votes', 'emberlog.items', 'emberlog.views'] as const)[index % 3] ??
          'emberlog.votes',
        key: `paper-${random(50)}`,
        value: new Uint8Array(random(20) === 0 ? random(20_000) : 200 + random(300)),
      })),
    );
  }
  await log.close();
  const data = await readFile(join(path, 'data.mdb'));
  return { path, data, page: data.readUInt32LE(48) };
}

/** Whole pages lost or overwritten, bits flipped anywhere, in the heads of pages, or in both headers. */
function damage(data: Buffer, page: number, seed: number): Buffer {
  const damaged = Buffer.from(data);
  const random = randomFrom(seed);
  const pages = data.byteLength / page;
  const flip = (at: number): void => {
    damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << random(8)), at);
  };
  const at = (2 + random(pages - 2)) * page;
  const kinds = [
    () => damaged.fill(0, at, at + page),
    () =>
      damaged.set(
        Buffer.from({ length: page }).map(() => random(256)),
        at,
      ),
    () => Array.from({ length: 200 }, () => flip(2 * page + random(data.byteLength - 2 * page))),
    () => Array.from({ length: 60 }, () => flip((2 + random(pages - 2)) * page + random(64))),
    () => {
      const place = 48 + random(112);
      const byte = random(256);
      for (const meta of [0, page]) damaged.writeUInt8(byte, meta + place);
    },
  ];
  kinds[seed % kinds.length]?.();
  return damaged;
}

/** Where the newest header says that a tree begins: 88 for free pages, 136 for records. */
const rootOf = (data: Buffer, page: number, at: 88 | 136): number => {
  const newest = data.readBigUInt64LE(152) > data.readBigUInt64LE(page + 152) ? 0 : page;
  return Number(data.readBigUInt64LE(newest + at));
};

/** Ways to damage one thing, and what is said of it; each looks harmless to all other checks. */
const FAULTS: readonly [string, (data: Buffer, page: number) => string][] = [
  [
    'a lost page',
    (data, page) => {
      const root = rootOf(data, page, 136);
      data.fill(0, root * page, (root + 1) * page);
      return `page ${root} has another number`;
    },
  ],
  [
    'a page of a transaction that never was',
    (data, page) => {
      const root = rootOf(data, page, 136);
      data.writeBigUInt64LE(1_000_000n, root * page + 8);
      return `page ${root} is of a later transaction`;
    },
  ],
  [
    'an entry that begins outside of its page',
    (data, page) => {
      const root = rootOf(data, page, 136);
      data.writeUInt16LE(page - 26, root * page + 24);
      return `page ${root} has an entry outside of it`;
    },
  ],
  [
    'large values that lie elsewhere',
    (data, page) => {
      for (let at = 2 * page; at < data.byteLength; at += page) {
        if ((data.readUInt16LE(at + 18) & 0x7f) === 0x04) data.writeUInt16LE(0x02, at + 18);
      }
      return 'is no page of a value';
    },
  ],
  [
    'a page that counts as free while it is in use',
    (data, page) => {
      const list = rootOf(data, page, 88) * page;
      const node = list + 24 + data.readUInt16LE(list + 24);
      const root = rootOf(data, page, 136);
      data.writeBigInt64LE(BigInt(root), node + 8 + data.readUInt16LE(node + 6) + 8);
      return `leads to page ${root}, which is used elsewhere`;
    },
  ],
];

describe('a data file damaged at random', () => {
  // Seen to fail when an opening does not look at the file, and when the look passes over the
  // places of entries.
  it('is refused, or gives every record it can vouch for; no damage ends the process', async () => {
    const { path, data, page } = await createData();
    const directories = Array.from({ length: SEEDS }, (_, seed) => join(path, String(seed)));
    for (const [seed, directory] of directories.entries()) {
      await mkdir(directory);
      await writeFile(join(directory, 'data.mdb'), damage(data, page, seed));
    }
    const flags = ['--conditions=@emberlog/source', '--import', 'tsx'];
    const { stdout } = await run(process.execPath, [...flags, program, ...directories], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
    });
    const outcomes = stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(line.indexOf(' ') + 1));
    expect(outcomes).toHaveLength(SEEDS);
    expect(new Set(outcomes)).toEqual(new Set(['refused', 'a record is damaged', 'whole']));
  });
});

describe('a damaged index', () => {
  // Each seen to fail when the look passes over just that.
  it.each(FAULTS)('with %s is refused at open, naming the page', async (_, damageOne) => {
    const { path, data, page } = await createData();
    const message = damageOne(data, page);
    await writeFile(join(path, 'data.mdb'), data);
    expect(() => open(path)).toThrow(LogCorruptedError);
    expect(() => open(path)).toThrow(message);
  });
});

describe('a log that was closed', () => {
  // Seen to fail when the mark is left where it was, and when it says nothing of the time of change.
  it('is opened without a look at every page, once', async () => {
    const { path, data, page } = await createData();
    const file = join(path, 'data.mdb');
    const mark = join(path, 'closed');
    const kept = await readFile(mark, 'utf8');
    const log = open(path);
    await expect(readFile(mark)).rejects.toThrow('ENOENT');
    await log.close();
    expect(await readFile(mark, 'utf8')).toBe(kept);
    // The same size and transaction, but not the file that was closed.
    FAULTS[0]?.[1](data, page);
    await writeFile(file, data);
    expect(() => open(path)).toThrow(LogCorruptedError);
  });
});
