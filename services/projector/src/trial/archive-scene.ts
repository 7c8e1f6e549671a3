import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createMemoryLog, type EventLog } from '@emberlog/event-log';
import { temporaryDirectory, waitUntil } from '@emberlog/testing';
import type { RebuildJob } from '../rebuild/job-book.ts';
import type { RebuildRequest } from '../rebuild/rebuild-request.ts';
import { startProjector, type Projector } from '../start-projector.ts';
import { digestOf } from './archive-of.ts';
import { logWithoutPrefix } from './log-without-prefix.ts';
import { PLAIN_REQUEST } from './plain-request.ts';
import { randomRecord } from './random-history.ts';
import { createRandom } from './seeded-random.ts';
import { quiet, type TrialEngine } from './trial-engine.ts';
import { untilEnded } from './until-ended.ts';
import { untilProjected } from './until-projected.ts';

const START = Date.UTC(2026, 0, 30, 12);
const HOUR = 3_600_000;

/** Of every partition, what the log dropped. */
export const DROPPED = 15;

export type ArchiveScene = {
  /** All that was ever appended, in two partitions. */
  readonly whole: EventLog;
  readonly now: () => number;
  readonly append: (count: number) => Promise<void>;
  /** Where archives are kept: `archives`, or of others. */
  readonly placeOf: (name: string) => string;
  /** With a place, tables are shared with others. */
  readonly start: (log: EventLog, place?: string) => Promise<Projector>;
  /** Makes the tables of the whole log; a projector over what is left of it. */
  readonly startAfterLoss: () => Promise<Projector>;
  /** Sends an archive in two pieces; resolves with its digest. */
  readonly send: (projector: Projector, file: Buffer) => Promise<string>;
  readonly ask: (projector: Projector, request: Partial<RebuildRequest>) => Promise<string>;
  readonly rebuild: (projector: Projector, request: Partial<RebuildRequest>) => Promise<RebuildJob>;
  /** An archive goes right after the end of its rebuild was told. */
  readonly untilNoArchive: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A log that lost its beginning, tables that have it, and places for archives. */
export const openArchiveScene = async (engine: TrialEngine): Promise<ArchiveScene> => {
  await engine.empty();
  const directory = await temporaryDirectory();
  const placeOf = (name: string): string => join(directory.path, name);
  const random = createRandom(19);
  let now = START;
  const whole = createMemoryLog({ partitions: 2, clock: () => now });
  const projectors: Projector[] = [];

  const start: ArchiveScene['start'] = async (log, place) => {
    const projector = await startProjector({
      ...{ log, logger: quiet, archivesDir: place ?? placeOf('archives') },
      database: { ...engine.database, shared: place !== undefined },
      ...{ maxBatch: 40, noticeMs: 1, retryDelay: 5 },
    });
    projectors.push(projector);
    return projector;
  };
  const ask: ArchiveScene['ask'] = async (projector, request) => {
    const answer = await projector.rebuilds.ask({ ...PLAIN_REQUEST, ...request });
    if (!('asked' in answer)) throw new Error('another rebuild is not finished');
    return answer.asked.id;
  };
  return {
    ...{ whole, placeOf, start, ask },
    now: () => now,
    append: async (count) => {
      for (let at = 0; at < count; at += 10) {
        now += random.below(3) * HOUR;
        await whole.append(Array.from({ length: 10 }, () => randomRecord(random, now)));
      }
    },
    startAfterLoss: async () => {
      const before = await start(whole);
      await untilProjected(before, whole, engine.database.reader);
      await before.close();
      return await start(logWithoutPrefix(whole, DROPPED));
    },
    send: async (projector, file) => {
      const digest = digestOf(file);
      const { archives } = projector.rebuilds;
      const half = Math.ceil(file.length / 2);
      for (const at of [0, half]) {
        const bytes = file.subarray(at, at + half);
        await archives?.receive({ digest, at, size: file.length, bytes });
      }
      return digest;
    },
    rebuild: async (projector, request) =>
      await untilEnded(projector.rebuilds, await ask(projector, request)),
    untilNoArchive: async () => {
      await waitUntil(async () => (await readdir(placeOf('archives'))).length === 0);
    },
    close: async () => {
      await Promise.all(projectors.map(async (each) => await each.close()));
      await directory.remove();
    },
  };
};
