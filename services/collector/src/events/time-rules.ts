import type { EmberlogEvent } from '@emberlog/events';
import type { CollectorLimits } from '../limits.ts';
import type { Fault } from '../refusal.ts';

export type TimeRules = {
  /** The collector's clock, ms UTC. */
  readonly now: number;
  /** Whether the key has the scope `import`. */
  readonly mayImport: boolean;
  readonly limits: Pick<CollectorLimits, 'age' | 'ahead' | 'viewRetention'>;
};

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What an event's time forbids, or null. The path is relative to the event. */
export const brokenTimeRule = (
  event: EmberlogEvent,
  { now, mayImport, limits }: TimeRules,
): Fault | null => {
  const age = now - event.time;
  if (-age > limits.ahead) {
    const message = `must be at most ${limits.ahead / MINUTE} minutes ahead of now`;
    return { path: '/time', code: 'time_in_future', message };
  }
  if (age <= limits.age) return null;
  if (!mayImport) {
    const message = `must be at most ${limits.age / DAY} days ago, unless the key may import`;
    return { path: '/time', code: 'too_old', message };
  }
  if (event.type !== 'item.viewed') return null;
  if (age > limits.viewRetention) {
    const message = `must be at most ${limits.viewRetention / DAY} days ago for a view`;
    return { path: '/time', code: 'too_old', message };
  }
  // The ids of views without an actor are not remembered long enough to know an old one again.
  return event.data.actor === undefined
    ? { path: '/data/actor', code: 'required', message: 'is required for an imported view' }
    : null;
};
