import type { DailyPapersReply } from '@emberlog/api';
import type { Cut } from '../list/cut.ts';
import { factsOf, readItemFacts } from '../list/item-facts.ts';
import { NO_FILTERS, readPlaces } from '../list/ranked-list.ts';
import type { QueryContext } from '../query-context.ts';
import { defaultParams } from '../request/algorithm-parameters.ts';
import { rankingOf } from '../request/ranking-of.ts';
import { dailyPaperOf } from './paper.ts';
import type { PapersRequest } from './papers-request.ts';

export type PapersPage = {
  readonly papers: DailyPapersReply;
  /** Whether a page follows. */
  readonly more: boolean;
};

const ALGORITHMS = { publishedAt: 'new', trending: 'trending' } as const;

/** Reads one page of the papers at a cut. */
export const readPapers = async (
  context: Pick<QueryContext, 'reader' | 'catalogue' | 'viewRetentionMs'>,
  { sort, listedOn, submitter, q, limit, page }: PapersRequest,
  cut: Cut,
): Promise<PapersPage> => {
  // Of no item it is known who submitted it.
  const { reader, viewRetentionMs } = context;
  if (submitter !== null) return { papers: [], more: false };
  const algorithm = ALGORITHMS[sort];
  const ranking = rankingOf(algorithm, defaultParams(algorithm));
  const filters = { ...NO_FILTERS, listed_on: listedOn, q };
  const list = { ranking, filters, cut, viewRetentionMs };
  const skip = page * limit;
  const found = await readPlaces(context, list, null, limit + 1, { skip });
  const ids = found.slice(0, limit).map(({ item }) => item);
  const times = { earlier: cut.asOf, viewRetentionMs };
  const facts =
    ids.length === 0 ? new Map<string, never>() : await readItemFacts(reader, cut, ids, times);
  const papers = ids.map((id) => dailyPaperOf(factsOf(facts, id)));
  return { papers, more: found.length > limit };
};
