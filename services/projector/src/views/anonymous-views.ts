import { TIME_LIMITS } from '@emberlog/events';
import type { IdMemory } from './id-memory.ts';

const DAY = 86_400_000;

/**
 * How long the id of an anonymous view is remembered, in ms of append time: longer than the
 * age at which a resend is refused as too old.
 */
export const ANONYMOUS_MEMORY = TIME_LIMITS.age + DAY;

/** Counts a view of one item once by its event id; `logged` never decreases from call to call. */
export const countAnonymousView = (
  views: IdMemory,
  id: string,
  logged: number,
): 'counted' | 'repeat' => {
  const since = logged - ANONYMOUS_MEMORY;
  const at = views.at(id);
  if (at !== undefined && at >= since) return 'repeat';
  views.keep(id, logged, since);
  return 'counted';
};
