import type { Writer } from '../database.ts';
import { rebuildMarks, type RebuildMark } from '../reading/rebuild-marks.ts';
import type { FactTable } from '../tables.ts';

export type RebuildTarget = {
  /** Log partition. */
  readonly kp: number;
  /** Offset up to which the table is to be projected before it may be served. */
  readonly target: number;
};

/** Tells whoever reads the table elsewhere what becomes of it. Only who owns the partitions may. */
export const markRebuild = async (
  writer: Writer,
  { topic, phase }: { readonly topic: FactTable; readonly phase: RebuildMark['last_phase'] },
  targets: readonly RebuildTarget[],
): Promise<void> => {
  if (targets.length === 0) return;
  const told = await writer.query(rebuildMarks, {});
  const seqOf = (kp: number): number =>
    told.find((mark) => mark.topic === topic && mark.kp === kp)?.last_seq ?? 0;
  await writer.insert({
    table: 'rebuilds',
    columns: ['table_name', 'kp', 'seq', 'phase', 'target'],
    rows: targets.map(({ kp, target }) => [topic, kp, seqOf(kp) + 1, phase, target]),
  });
};
