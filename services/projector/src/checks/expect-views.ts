import { viewsExpiredThrough, type Reader } from '@emberlog/clickhouse';
import { ProjectionRefusedError } from './projection-refused-error.ts';

const DAY = 86_400_000;

/**
 * Rejects with `ProjectionRefusedError` where views count longer now than when old ones were dropped:
 * every count would lack them.
 */
export const expectViews = async (
  reader: Reader,
  { now, viewRetentionMs }: { readonly now: number; readonly viewRetentionMs: number },
): Promise<void> => {
  const [expired] = await reader.query(viewsExpiredThrough, {});
  const through = expired?.through ?? 0;
  if (through <= now - viewRetentionMs) return;
  throw new ProjectionRefusedError(
    `views up to ${new Date(through).toISOString()} were dropped, and EMBERLOG_VIEW_RETENTION says that views of the last ${viewRetentionMs / DAY} days count: ` +
      `set it to ${Math.floor((now - through) / DAY)}d or less`,
  );
};
