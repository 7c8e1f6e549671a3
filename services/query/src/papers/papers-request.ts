import { fullDate } from '@emberlog/events';
import { readQuery } from '@emberlog/service-kit';
import { z } from 'zod';
import { readListKey, type ListKind } from '../list/list-key.ts';
import type { Pins } from '../position/resolve-cut.ts';
import { madeOnce } from '../request/made-once.ts';
import { filterText, integerText, LIMIT, wordsText } from '../request/parameter-texts.ts';
import { pinFields, pinsOf, type PinContext } from '../request/read-list-request.ts';

/** Places a page may lie behind: the engine sorts as many and sends none of them. */
const MOST_SKIPPED = 100_000;

/** One page of the papers, by its number. */
export type PapersRequest = {
  readonly sort: 'publishedAt' | 'trending';
  /** The key of a day's, a week's or a month's list; null: all papers. */
  readonly listedOn: string | null;
  /** Words that a paper must all hold. */
  readonly q: string | null;
  /** Who submitted them, which is not known of any. */
  readonly submitter: string | null;
  readonly limit: number;
  /** Number of the page, from 0. */
  readonly page: number;
};

const keyText = (kind: ListKind, form: string) =>
  z.string().refine((text) => readListKey(text)?.kind === kind, { error: `must be ${form}` });

const PERIODS = ['date', 'week', 'month'] as const;

const pageFields = (context: PinContext) => ({
  ...pinFields(context),
  limit: integerText(1, LIMIT.most).optional(),
  p: integerText(0, MOST_SKIPPED).optional(),
});

type Page = { readonly p?: number | undefined; readonly limit?: number | undefined };

const checkSkipped = ({ value, issues }: z.core.ParsePayload<Page>): void => {
  const { p = 0, limit = LIMIT.unasked } = value;
  if (p * limit <= MOST_SKIPPED) return;
  const message = `must be at most ${Math.floor(MOST_SKIPPED / limit)} with ${limit} a page`;
  issues.push({ code: 'custom', path: ['p'], message, input: p });
};

const dailyQuery = madeOnce((context: PinContext) =>
  z
    .object({
      ...pageFields(context),
      date: fullDate.optional(),
      week: keyText('week', 'an ISO 8601 week such as 2025-W50').optional(),
      month: keyText('month', 'a month such as 2025-12').optional(),
      sort: z.enum(['publishedAt', 'trending']).optional(),
      submitter: filterText(200).optional(),
    })
    .check(({ value, issues }) => {
      const given = PERIODS.filter((name) => value[name] !== undefined);
      for (const name of given.slice(1)) {
        const message = `must be left out beside ${given[0] ?? ''}`;
        issues.push({ code: 'custom', path: [name], message, input: value[name] });
      }
    })
    .check(checkSkipped),
);

const searchQuery = madeOnce((context: PinContext) =>
  z.object({ ...pageFields(context), q: wordsText(200).optional() }).check(checkSkipped),
);

/** A page asked for, and the cut it shall be of. */
export type PinnedPapers = { readonly request: PapersRequest; readonly pins: Pins };

/**
 * Reads the query string of `GET /api/daily_papers`. What it does not know it ignores, as the Hub
 * does; throws a problem 400 with every parameter that it knows and that is not right.
 */
export const readDailyRequest = (url: string, context: PinContext): PinnedPapers => {
  const sent = readQuery(url, dailyQuery(context, null), { unknown: 'ignore' });
  const { sort = 'publishedAt', submitter = null } = sent;
  const listedOn = sent.date ?? sent.week ?? sent.month ?? null;
  const request = { sort, listedOn, submitter, q: null, ...pageOf(sent) };
  return { request, pins: pinsOf(sent) };
};

/** Reads the query string of `GET /api/papers/search`, in the same way. */
export const readSearchRequest = (url: string, context: PinContext): PinnedPapers => {
  const sent = readQuery(url, searchQuery(context, null), { unknown: 'ignore' });
  const all = { sort: 'trending', listedOn: null, submitter: null } as const;
  return { request: { ...all, q: sent.q ?? null, ...pageOf(sent) }, pins: pinsOf(sent) };
};

const pageOf = ({ p = 0, limit = LIMIT.unasked }: Page) => ({ limit, page: p });
