import { modelEnds, type Reader } from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import type { Projector } from '@emberlog/projector';

/** Resolves once the tables have come to the end of the log; rejects when the projector stops. */
export const untilProjected = async (
  projector: Projector,
  log: EventLog,
  reader: Reader,
): Promise<void> => {
  const bounds = await log.bounds();
  let remove: () => void = () => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const look = async (): Promise<void> => {
        const ends = new Map(
          (await reader.query(modelEnds, {})).map(({ topic, kp, last }) => [
            `emberlog.${topic} ${kp}`,
            last + 1,
          ]),
        );
        const there = bounds.every(
          ({ topic, partition, end }) => (ends.get(`${topic} ${partition}`) ?? 0) >= end,
        );
        if (there && projector.status() === null) resolve();
      };
      remove = projector.onProgress(() => void look().catch(reject));
      look().catch(reject);
      projector.done.then(() => reject(new Error('the projector was closed')), reject);
    });
  } finally {
    remove();
  }
};
