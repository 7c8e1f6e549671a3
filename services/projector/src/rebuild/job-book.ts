import {
  rebuildJobs,
  tellRebuild,
  type RebuildJobRow,
  type RebuildState,
} from '@emberlog/clickhouse';
import type { Engine } from '../engine/guard-engine.ts';
import {
  rebuildReport,
  rebuildRequest,
  reportOf,
  type RebuildReport,
  type RebuildRequest,
} from './rebuild-request.ts';

/** A rebuild as it was told last. */
export type RebuildJob = {
  readonly id: string;
  readonly state: RebuildState;
  readonly request: RebuildRequest;
  readonly report: RebuildReport;
  /** ms UTC. */
  readonly askedAt: number;
  readonly toldAt: number;
  /** How long nothing was told of it, ms. */
  readonly silentMs: number;
  /** The process that runs it; empty where none does. */
  readonly runner: string;
};

/** Rebuilds, kept in the tables: whoever starts next finds them there. */
export type JobBook = {
  /** The newest first, at most so many. */
  readonly list: (most?: number) => Promise<readonly RebuildJob[]>;
  readonly find: (id: string) => Promise<RebuildJob | null>;
  readonly ask: (id: string, request: RebuildRequest) => Promise<void>;
  readonly tell: (
    job: RebuildJob,
    told: { readonly state: RebuildState; readonly runner: string; readonly report: RebuildReport },
  ) => Promise<void>;
};

const MOST_LISTED = 100;

export const createJobBook = ({ reader, writer }: Engine): JobBook => {
  // Not on the writer: who looks must not wait for what is written.
  const rows = async (most: number, id = '') => await reader.query(rebuildJobs, { id, most });
  const append = async (
    id: string,
    told: {
      readonly state: RebuildState;
      readonly request: RebuildRequest;
      readonly runner: string;
      readonly report: RebuildReport;
    },
  ): Promise<void> => {
    const [before] = await rows(1, id);
    await tellRebuild(writer, {
      id,
      seq: (before?.last_seq ?? 0) + 1,
      state: told.state,
      request: JSON.stringify(told.request),
      runner: told.runner,
      detail: JSON.stringify(told.report),
    });
  };
  return {
    list: async (most = MOST_LISTED) => (await rows(most)).map(jobOf),
    find: async (id) => {
      const [row] = id === '' ? [] : await rows(1, id);
      return row === undefined ? null : jobOf(row);
    },
    ask: async (id, request) => {
      await append(id, { state: 'asked', request, runner: '', report: reportOf(request) });
    },
    tell: async ({ id, request }, told) => {
      await append(id, { request, ...told });
    },
  };
};

const jobOf = (row: RebuildJobRow): RebuildJob => ({
  id: row.id,
  state: row.last_state,
  request: rebuildRequest.parse(JSON.parse(row.first_request)),
  report: rebuildReport.parse(JSON.parse(row.last_detail)),
  askedAt: row.asked_ms,
  toldAt: row.told_ms,
  silentMs: row.silent_ms,
  runner: row.last_runner,
});

/** Whether a rebuild goes on, or is to be ended. */
export const isUnfinished = ({ state }: Pick<RebuildJob, 'state'>): boolean =>
  state === 'asked' || state === 'running' || state === 'cancelling';
