import { viewsExpiredThrough, type Reader } from '@emberlog/clickhouse';
import { ProjectionRefusedError } from './projection-refused-error.ts';

const DAY = 86_400_000;
/** Least that the variable may say. */
const LEAST_DAYS = 9;

/**
 * Rejects with `ProjectionRefusedError` where views count longer now than when old ones were dropped:
 * every count would lack them.
 */
export const expectViews = async (
  reader: Reader,
  { now, viewRetentionMs }: { readonly now: number; readonly viewRetentionMs: number },
): Promise<void> => {
  const [expired] = await reader.query(viewsExpiredThrough, {});
  if (expired === undefined || expired.through <= now - viewRetentionMs) return;
  const { through } = expired;
  const most = Math.floor((now - through) / DAY);
  const advice =
    most < LEAST_DAYS
      ? 'see whether the clock is right, or restore a backup'
      : `set it to ${most}d or less`;
  throw new ProjectionRefusedError(
    `views up to ${new Date(through).toISOString()} were dropped, and EMBERLOG_VIEW_RETENTION says that views of the last ${viewRetentionMs / DAY} days count: ${advice}`,
  );
};
