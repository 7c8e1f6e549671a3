import type { OffsetVector } from '@emberlog/api';
import { futureVotes, readerKnownBy, type Reader } from '@emberlog/clickhouse';
import type { Cut } from '../list/cut.ts';
import { filtersUnasked, readPlaces, type RankedList } from '../list/ranked-list.ts';
import type { ServedWhole } from '../position/served-whole.ts';
import { rankingOf } from '../request/ranking-of.ts';
import type { JudgedRanking } from './asked-rankings.ts';
import type { BacktestPlan } from './plan-backtest.ts';
import { judgeList, type FutureVotes, type Quality } from './quality.ts';

type JudgedCut = Cut & Pick<RankedList, 'viewRetentionMs'>;

/** A place of a list; the score's unit is its algorithm's. */
type JudgedPlace = { readonly item: string; readonly score: bigint };

/** The first places of a list as of a time, ms UTC, from its top. */
export type ReadList = (
  reader: Reader,
  ranking: JudgedRanking,
  at: JudgedCut,
  rows: number,
) => Promise<readonly JudgedPlace[]>;

/** One list judged by one horizon. */
type Judgement = {
  readonly ranking: string;
  readonly horizon: string;
  readonly k: number;
  readonly quality: Quality;
};

/** What became of one time; a horizon of `without` had no votes to be judged by. */
export type JudgedTime = {
  readonly judgements: readonly Judgement[];
  readonly without: readonly string[];
};

/** A list knew what was not known yet: a bug of the ranking, by which it must not be chosen. */
export class LookAheadError extends Error {
  override readonly name = 'LookAheadError';
}

export type JudgeOptions = {
  readonly reader: Reader;
  readonly ends: OffsetVector;
  readonly viewRetentionMs: number;
  readonly plan: Pick<BacktestPlan, 'rankings' | 'horizons' | 'k'>;
  readonly readList: ReadList;
  /** Around each list and the votes of each horizon: a whole time would take longer than any answer. */
  readonly whole: ServedWhole;
  /** Hears of every list that is done with. */
  readonly onList: () => void;
  readonly isCancelled: () => boolean;
};

/** The list as every other question reads it. */
export const readWholeList: ReadList = async (reader, { algorithm, params }, at, rows) => {
  const { viewRetentionMs, ...cut } = at;
  const ranking = rankingOf(algorithm, params);
  const list = { ranking, filters: filtersUnasked(algorithm), cut, viewRetentionMs };
  return await readPlaces({ reader, catalogue: null }, list, null, rows);
};

/**
 * Judges the lists of one time (ms UTC), one statement after the other. A list is read from tables that
 * hold only what was known then, and once more from tables with all votes and views there are: rejects
 * with `LookAheadError` where they differ.
 */
export const judgeTime = async (time: number, options: JudgeOptions): Promise<JudgedTime> => {
  const { plan, ends, viewRetentionMs, readList, whole, onList, isCancelled } = options;
  const at = { asOf: time, ends, viewRetentionMs };
  const known = readerKnownBy(options.reader, time);
  const itemsKnown = readerKnownBy(options.reader, time, ['items']);
  const futures = new Map<string, FutureVotes>();
  for (const { text, ms } of plan.horizons) {
    if (isCancelled()) break;
    const future = await whole(
      async () => await readFutureVotes(itemsKnown, time, time + ms, ends),
    );
    if (future.size > 0) futures.set(text, future);
  }
  const rows = Math.max(...plan.k);
  const judgements: Judgement[] = [];
  for (const ranking of plan.rankings) {
    if (isCancelled()) break;
    if (futures.size > 0) {
      const list = await whole(async () => await readList(known, ranking, at, rows));
      const again = await whole(async () => await readList(itemsKnown, ranking, at, rows));
      if (!isSameList(list, again)) throw lookedAhead(ranking, time);
      judgements.push(
        ...judgedBy(
          list.map(({ item }) => item),
          ranking,
          futures,
          plan.k,
        ),
      );
    }
    onList();
  }
  const without = plan.horizons.filter(({ text }) => !futures.has(text)).map(({ text }) => text);
  return { judgements, without };
};

/** Scores as well: few votes more or less change the order of a list. */
const isSameList = (a: readonly JudgedPlace[], b: readonly JudgedPlace[]): boolean =>
  a.length === b.length &&
  a.every(({ item, score }, n) => item === b[n]?.item && score === b[n].score);

const judgedBy = (
  list: readonly string[],
  { name }: JudgedRanking,
  futures: ReadonlyMap<string, FutureVotes>,
  ks: readonly number[],
): readonly Judgement[] =>
  [...futures].flatMap(([horizon, future]) =>
    ks.map((k) => ({ ranking: name, horizon, k, quality: judgeList(list, future, k) })),
  );

/** Votes to come of the items that were known and listed at a time, ms UTC, by a later one. */
export const readFutureVotes = async (
  reader: Reader,
  time: number,
  until: number,
  ends: OffsetVector,
): Promise<FutureVotes> => {
  const rows = await reader.query(futureVotes, {
    ...{ as_of: time, until, listed_from_as_of: 0, listed_to_as_of: time + 1 },
    ...{ item_ends: ends.items, vote_ends: ends.votes },
  });
  return new Map(rows.map(({ item, votes }) => [item, votes]));
};

const lookedAhead = ({ name }: JudgedRanking, time: number): Error =>
  new LookAheadError(
    `the list by ${name} of ${new Date(time).toISOString()} depends on what was recorded later`,
  );
