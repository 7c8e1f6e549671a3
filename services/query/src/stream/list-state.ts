import type { Freshness, TrendingReply } from '@emberlog/api';
import { TIME_LIMITS } from '@emberlog/events';
import { createHash } from 'node:crypto';
import { answerTrending } from '../list/answer-trending.ts';
import { atCut } from '../position/at-cut.ts';
import type { Pins } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import type { ListRequest } from '../request/list-request.ts';
import { changesBetween } from './list-changes.ts';

/** A list as it was at one cut. */
export type ListState = {
  /** What makes a client's next connection go on from here. */
  readonly id: string;
  readonly list: Omit<TrendingReply, 'freshness'>;
  readonly freshness: Freshness;
};

/** Reads the list that is asked for at the cut that `pins` ask for. */
export const readState = async (
  context: QueryContext,
  request: ListRequest,
  pins: Pins,
  signal: AbortSignal,
): Promise<ListState> =>
  await atCut(context, { pins, now: context.clock(), caller: { signal } }, async (cut) => {
    const [{ text }, freshness] = await Promise.all([
      answerTrending(context, request, cut),
      context.freshness(cut.ends),
    ]);
    const list = JSON.parse(text) as ListState['list'];
    return { id: [cut.asOf, fingerprintOf(request), list.position].join('.'), list, freshness };
  });

/** Where a client's last connection ended; null for an id that is not of this list, or of a time ahead. */
export const pinsOfId = (
  { positions, clock }: Pick<QueryContext, 'positions' | 'clock'>,
  request: ListRequest,
  id: string,
): Pins | null => {
  const [time = '', fingerprint = '', token = ''] = id.split('.');
  const at = positions.open(token);
  const isOurs = fingerprint === fingerprintOf(request) && /^\d{1,14}$/.test(time);
  const asOf = Number(time);
  // Nothing vouches for the time: it is held to what a question may ask for.
  if (!isOurs || at?.kind !== 'read' || asOf > clock() + TIME_LIMITS.ahead) return null;
  return { asOf, pinned: { by: 'position', at }, after: null };
};

/** Of what a list is asked for: the changes of one list are no changes of another. */
const fingerprintOf = ({ settings, limit }: ListRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([settings, limit]))
    .digest('base64url')
    .slice(0, 8);

/** One event of a stream. */
export type StreamEvent = { readonly event: string; readonly id: string; readonly data: string };

export const snapshotOf = ({ id, list, freshness }: ListState): StreamEvent => ({
  event: 'snapshot',
  id,
  data: JSON.stringify({ ...list, freshness }),
});

/** What becomes of `before`; null where nothing does. Worked out once for clients that are equally far. */
export const changesOf = (before: ListState, after: ListState): StreamEvent | null => {
  const found = workedOut.get(after);
  if (found?.before === before) return found.event;
  const event = eventOf(before, after);
  workedOut.set(after, { before, event });
  return event;
};

const workedOut = new WeakMap<ListState, { before: ListState; event: StreamEvent | null }>();

const eventOf = (before: ListState, after: ListState): StreamEvent | null => {
  const changes = changesBetween(before.list.items, after.list.items);
  if (Object.values(changes).every(({ length }) => length === 0)) return null;
  const { as_of, position } = after.list;
  const data = JSON.stringify({ ...changes, as_of, position, freshness: after.freshness });
  return { event: 'changes', id: after.id, data };
};
