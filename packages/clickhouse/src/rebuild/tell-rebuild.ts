import type { Writer } from '../database.ts';
import type { RebuildState } from './rebuild-jobs.ts';

/** One thing told of a rebuild. */
export type RebuildTelling = {
  readonly id: string;
  /** One more than what was told before. */
  readonly seq: number;
  readonly state: RebuildState;
  /** JSON. */
  readonly request: string;
  readonly runner: string;
  /** JSON. */
  readonly detail: string;
};

/** Appends what is told. Of two tellings of equal number the later one holds. */
export const tellRebuild = async (writer: Writer, telling: RebuildTelling): Promise<void> => {
  const { id, seq, state, request, runner, detail } = telling;
  await writer.insert({
    table: 'rebuild_jobs',
    columns: ['id', 'seq', 'state', 'request', 'runner', 'detail'],
    rows: [[id, seq, state, request, runner, detail]],
  });
};
