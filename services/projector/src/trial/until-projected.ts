import { defineQuery, integer, type Reader } from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import { z } from 'zod';
import type { Projector } from '../start-projector.ts';

/** Resolves once every record of the log is a row; rejects when the projector stops before. */
export const untilProjected = async (
  projector: Projector,
  log: EventLog,
  reader: Reader,
): Promise<void> => {
  const ends = (await log.bounds()).reduce((sum, { end }) => sum + end, 0);
  let remove: () => void = () => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const look = async (): Promise<void> => {
        const [held] = await reader.query(rowCount, {});
        if ((held?.total ?? 0) >= ends && projector.status() === null) resolve();
      };
      remove = projector.onProgress(() => void look().catch(reject));
      look().catch(reject);
      projector.done.then(() => reject(new Error('the projector was closed')), reject);
    });
  } finally {
    remove();
  }
};

const rowCount = defineQuery({
  name: 'row-count',
  sql: `
    SELECT (SELECT count() FROM emberlog.items) + (SELECT count() FROM emberlog.votes)
      + (SELECT count() FROM emberlog.views) AS total`,
  params: z.object({}),
  row: z.object({ total: integer }),
});
