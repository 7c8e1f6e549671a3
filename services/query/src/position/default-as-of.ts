import { newestRecorded, type Reader } from '@emberlog/clickhouse';
import { TIME_LIMITS } from '@emberlog/events';
import type { OffsetVector } from '@emberlog/api';
import type { ModelPosition } from './model-position.ts';
import { isSamePosition } from './offset-vectors.ts';

/**
 * The time an answer speaks of when none is asked for: `now` floored to the second, so that equal
 * questions meet, raised to the newest time the position includes, so that nothing of it is hidden.
 */
export const defaultAsOf = async (
  reader: Reader,
  now: number,
  ends: OffsetVector,
  model: ModelPosition,
): Promise<number> => {
  const floored = Math.floor(now / 1_000) * 1_000;
  const newest = isSamePosition(ends, model.ends)
    ? model.newestRecordedAt
    : await newestSince(reader, floored, ends);
  return Math.min(Math.max(floored, newest), now + TIME_LIMITS.ahead);
};

const newestSince = async (reader: Reader, since: number, ends: OffsetVector): Promise<number> => {
  const [row] = await reader.query(newestRecorded, {
    since,
    item_ends: ends.items,
    vote_ends: ends.votes,
    view_ends: ends.views,
  });
  return row?.newest ?? 0;
};
