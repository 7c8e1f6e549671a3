import { settleOrigin, type Writer } from '@emberlog/clickhouse';
import type { PartitionBounds } from '@emberlog/event-log';
import { ProjectionRefusedError } from './projection-refused-error.ts';

export type OriginEvidence = {
  readonly bounds: readonly PartitionBounds[];
  /** Names the secret that the actors in the log were made pseudonyms with; null where unknown. */
  readonly fingerprint: string | null;
};

/**
 * Rejects with `ProjectionRefusedError` where the tables began otherwise: with another number of
 * partitions an item would have rows in two of them, and with another secret everybody two votes.
 */
export const expectOrigin = async (
  writer: Writer,
  { bounds, fingerprint }: OriginEvidence,
): Promise<void> => {
  const partitions = String(new Set(bounds.map(({ partition }) => partition)).size);
  const begun = await settleOrigin(writer, 'partitions', partitions);
  if (begun !== partitions) {
    throw new ProjectionRefusedError(
      `the tables were projected from topics of ${begun} partitions, the log has ${partitions}: items would move and lose their order. ` +
        'Give back the log they were projected from, or project into an empty database',
    );
  }
  if (fingerprint === null) return;
  if ((await settleOrigin(writer, 'secret', fingerprint)) === fingerprint) return;
  throw new ProjectionRefusedError(
    'the tables were begun with another secret: votes would be counted twice. Give back the EMBERLOG_SECRET they began with',
  );
};
