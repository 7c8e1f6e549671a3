import { TIME_LIMITS } from '@emberlog/events';

const DAY = 86_400_000;

/**
 * How long the id of an anonymous view is remembered, in ms of append time: longer than the
 * age at which a resend is refused as too old.
 */
export const ANONYMOUS_MEMORY = TIME_LIMITS.age + DAY;

/** Ids of the anonymous views counted for one item, with their `logged`, oldest first. */
export type AnonymousViews = Map<string, number>;

/** Counts a view once by its event id, and forgets ids past remembering. */
export const countAnonymousView = (
  views: AnonymousViews,
  id: string,
  logged: number,
): 'counted' | 'repeat' => {
  for (const [oldest, at] of views) {
    if (at >= logged - ANONYMOUS_MEMORY) break;
    views.delete(oldest);
  }
  if (views.has(id)) return 'repeat';
  views.set(id, logged);
  return 'counted';
};
