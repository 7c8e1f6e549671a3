import type { OffsetVector } from '@emberlog/api';
import { createProblem } from '@emberlog/service-kit';
import type { ModelCut } from '../list/cut.ts';
import type { QueryContext } from '../query-context.ts';
import type { ModelPosition } from './model-position.ts';
import { defaultAsOf } from './default-as-of.ts';
import { checkPinned, type PinnedPosition } from './position-tokens.ts';

/** How a request pins its answer. */
export type Pins = {
  /** ms UTC; null: by default. */
  readonly asOf: number | null;
  readonly pinned: { readonly by: 'position' | 'cursor'; readonly at: PinnedPosition } | null;
  /** The read model must include it first. */
  readonly after: OffsetVector | null;
};

/** Who waits. A request makes its signal when it is asked for it, which few are. */
export type Caller = { readonly signal: AbortSignal };

/** What a cut is found out with. */
export type CutContext = Pick<
  QueryContext,
  'reader' | 'source' | 'viewRetentionMs' | 'viewsExpiredThrough'
>;

/**
 * Finds out what an answer shall speak of; waits where it must. Throws problems: 410 and 400 for a
 * position or a time that cannot be answered, 503 and 429 for one that is not reached.
 */
export const resolveCut = async (
  { reader, source, viewRetentionMs, viewsExpiredThrough }: CutContext,
  { asOf, pinned, after }: Pins,
  now: number,
  caller: Caller,
): Promise<ModelCut> => {
  const current = await source.current();
  if (pinned !== null) checkPinned(pinned.at, current, pinned.by);
  let model = current;
  if (after !== null) model = await source.until(after, 'after', caller.signal);
  if (pinned !== null) model = await source.until(pinned.at.ends, pinned.by, caller.signal);
  const ends = pinned?.at.ends ?? model.ends;
  const { readModel } = pinned?.at ?? model;
  const at = asOf ?? (await defaultAsOf(reader, now, ends, model));
  await expectViews({ viewRetentionMs, viewsExpiredThrough }, at);
  return pinned === null ? cutOf(model, at) : { ends, readModel, asOf: at };
};

/** The same object for those who ask at the same second: answers are found by it. */
const cutOf = (model: ModelPosition, asOf: number): ModelCut => {
  const last = lastCuts.get(model);
  if (last?.asOf === asOf) return last;
  const { ends, readModel } = model;
  const cut = { ends, readModel, asOf };
  lastCuts.set(model, cut);
  return cut;
};

const lastCuts = new WeakMap<ModelPosition, ModelCut>();

/**
 * Throws a problem 410 where some of the views that counted at a time were dropped, or soon will be;
 * `agoMs` is how long before as_of that time lies.
 */
export const expectViews = async (
  {
    viewRetentionMs,
    viewsExpiredThrough,
  }: Pick<CutContext, 'viewRetentionMs' | 'viewsExpiredThrough'>,
  at: number,
  agoMs = 0,
): Promise<void> => {
  const through = await viewsExpiredThrough();
  if (through !== null && at - viewRetentionMs < through) {
    throw expired(through + viewRetentionMs + agoMs);
  }
};

const expired = (earliest: number): Error => {
  const first = new Date(earliest).toISOString();
  return createProblem({
    status: 410,
    detail: 'views that counted at that time are kept no more',
    errors: [{ path: 'as_of', code: 'position_expired', message: `must be ${first} or later` }],
  });
};

/** What every reply says of its cut. */
export const describeCut = (
  { positions }: Pick<QueryContext, 'positions'>,
  { asOf, ends, readModel }: ModelCut,
): { as_of: string; position: string } => ({
  as_of: new Date(asOf).toISOString(),
  position: positions.seal({ readModel, ends }),
});
