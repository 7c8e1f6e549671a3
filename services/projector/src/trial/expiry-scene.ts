import { tablePosition } from '@emberlog/clickhouse';
import { openLmdbLog, type LmdbLog, type LogRecord } from '@emberlog/event-log';
import { naiveViews, temporaryDirectory, waitUntil } from '@emberlog/testing';
import { guardEngine } from '../engine/guard-engine.ts';
import { expireViews, type Expired, type ExpireOptions } from '../expiry/expire-views.ts';
import type { RebuildJob } from '../rebuild/job-book.ts';
import type { RebuildRequest } from '../rebuild/rebuild-request.ts';
import { startProjector, type Projector } from '../start-projector.ts';
import { PLAIN_REQUEST } from './plain-request.ts';
import { randomRecord } from './random-history.ts';
import { createRandom } from './seeded-random.ts';
import { storedViews } from './stored-rows.ts';
import { quiet, type TrialEngine } from './trial-engine.ts';
import { untilEnded } from './until-ended.ts';

export const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 5);
/** Eight days, and two months. */
const KEPT_MS = 70 * DAY;
const TOPIC = 'emberlog.views';

/** A site whose time passes, on a log that can be cut, and all that was ever viewed on it. */
export type ExpiryScene = {
  readonly log: LmdbLog;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
  readonly start: (viewRetentionMs?: number) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly projector: () => Projector;
  /** Records of some months, days apart; the clock of the log steps back now and then. */
  readonly append: (months: number) => Promise<void>;
  /** Records of now, the given ones or random ones. */
  readonly appendNow: (records?: Parameters<LmdbLog['append']>[0]) => Promise<void>;
  readonly untilHeld: () => Promise<void>;
  readonly expiring: () => ExpireOptions;
  /** One look that notes, one that tells, and one that drops. */
  readonly expire: () => Promise<Pick<Expired, 'told' | 'dropped'>>;
  /** Cuts the log, but for the last records of each partition of views. */
  readonly cutLog: (kept: number) => Promise<void>;
  readonly rebuild: (request: Partial<RebuildRequest>) => Promise<RebuildJob>;
  readonly rows: () => ReturnType<typeof storedViews>;
  /**
   * What is to be kept, by the definition: whole months go, each once all partitions in it go on later.
   */
  readonly keptRows: () => ReturnType<typeof naiveViews>;
  /** Months, `YYYY-MM`, that something was appended in. */
  readonly months: () => readonly string[];
  readonly viewed: () => number;
  readonly close: () => Promise<void>;
};

const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

export const openExpiryScene = async (engine: TrialEngine): Promise<ExpiryScene> => {
  const { reader } = engine.database;
  await engine.empty();
  const directory = await temporaryDirectory();
  const random = createRandom(11);
  let now = START;
  const views: LogRecord[] = [];
  const clock = (): number => now;
  const log = openLmdbLog({ path: directory.path, partitions: 4, clock });
  let projector: Projector | null = null;

  const running = (): Projector => {
    if (projector === null) throw new Error('no projector was started');
    return projector;
  };
  const ofViews = async () => (await log.bounds()).filter(({ topic }) => topic === TOPIC);
  const untilHeld = async (): Promise<void> => {
    await waitUntil(
      async () => {
        const held = await reader.query(tablePosition('views'), {});
        return (
          running().status() === null &&
          (await ofViews()).every(
            ({ partition, end }) =>
              end === 0 || held.some(({ kp, last }) => kp === partition && last + 1 === end),
          )
        );
      },
      { timeoutMs: 20_000, what: 'every view to be a row' },
    );
  };
  const appendNow: ExpiryScene['appendNow'] = async (
    records = Array.from({ length: 10 }, () => randomRecord(random, now)),
  ) => {
    for (const position of await log.append(records)) {
      const record = await log.read(position);
      if (record?.topic === TOPIC) views.push(record);
    }
  };
  const expiring = (): ExpireOptions => ({
    ...{ log, engine: guardEngine(engine.database), keptMs: KEPT_MS, dueMs: 0, noticeMs: 0 },
    clock,
    trimLog: log.trim,
  });
  const inOrder = (): LogRecord[] =>
    views.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);

  const keptRows = (): ReturnType<typeof naiveViews> => {
    const all = inOrder();
    let logged = 0;
    const months = all.map(({ offset, appended }) => {
      logged = offset === 0 ? appended : Math.max(logged, appended);
      return monthOf(logged);
    });
    const newest = Math.min(now, Math.max(...views.map(({ appended }) => appended)));
    const gone = new Set<string>();
    for (const month of [...new Set(months)].toSorted()) {
      const isOld = month < monthOf(newest - KEPT_MS);
      const goesOn = all.every(
        ({ partition }, at) =>
          months[at] !== month ||
          all.some((other, n) => other.partition === partition && (months[n] ?? '') > month),
      );
      if (!isOld || !goesOn) break;
      gone.add(month);
    }
    return naiveViews(all).filter((_row, at) => !gone.has(months[at] ?? ''));
  };

  return {
    ...{ log, untilHeld, appendNow, expiring, keptRows },
    now: clock,
    pass: (ms) => {
      now += ms;
    },
    start: async (viewRetentionMs = 8 * DAY) => {
      projector = await startProjector({
        ...{ log, database: engine.database, logger: quiet, clock, viewRetentionMs },
        ...{ noticeMs: 0, retryDelay: 5 },
      });
    },
    stop: async () => {
      await projector?.close();
      projector = null;
    },
    projector: running,
    append: async (months) => {
      for (const end = now + months * 30 * DAY; now < end;) {
        now += (random.below(6) === 0 ? -2 : random.below(14)) * DAY;
        await appendNow();
      }
      await untilHeld();
    },
    expire: async () => {
      await expireViews(expiring());
      const { told } = await expireViews(expiring());
      const { dropped } = await expireViews(expiring());
      return { told, dropped };
    },
    cutLog: async (kept) => {
      const before = await ofViews();
      await log.trim(before.map(({ end, ...of }) => ({ ...of, offset: end - kept })));
    },
    rebuild: async (request) => {
      const { rebuilds } = running();
      const answer = await rebuilds.ask({ ...PLAIN_REQUEST, tables: ['views'], ...request });
      if (!('asked' in answer)) throw new Error('another rebuild is not finished');
      return await untilEnded(rebuilds, answer.asked.id);
    },
    rows: async () => await storedViews(reader),
    months: () => [...new Set(views.map(({ appended }) => monthOf(appended)))].toSorted(),
    viewed: () => views.length,
    close: async () => {
      await projector?.close();
      await log.close();
      await directory.remove();
    },
  };
};
