import type { IngestResult } from '@emberlog/api';
import { type EventLog, LogUnavailableError } from '@emberlog/event-log';
import type { CollectorInstruments } from '@emberlog/metrics';
import type { AppendedEnds } from './appended-ends.ts';
import type { Entry } from './body/entry.ts';
import { judgeEvent, type Judged } from './events/judge-event.ts';
import { recordOf } from './events/record-of.ts';
import type { CollectorLimits } from './limits.ts';

export type IngestDeps = {
  readonly log: EventLog;
  readonly ends: AppendedEnds;
  readonly pseudonymise: (actor: string) => string;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly limits: CollectorLimits;
  readonly instruments?: CollectorInstruments;
};

/** `appended` once durable; `unavailable` when the log took nothing; `rejected` when none is good. */
export type Ingested = {
  readonly outcome: 'appended' | 'rejected' | 'unavailable';
  readonly results: readonly IngestResult[];
  /** Why the log is unavailable, for the service's own log. */
  readonly cause?: unknown;
};

/**
 * Judges the entries of one request and appends all good ones in one call, so that they become
 * durable together. Rejects only with what is no fault of the request or of the log's health.
 */
export const createIngest =
  ({ log, ends, pseudonymise, clock, limits, instruments }: IngestDeps) =>
  async (entries: readonly Entry[], mayImport: boolean): Promise<Ingested> => {
    const rules = { now: clock(), mayImport, limits };
    const judged = entries.map((entry) => judgeEvent(entry, rules));
    instruments?.rejected(judged.flatMap((one) => (one.ok ? [] : [codeOf(one)])));
    const records = judged.flatMap((one) => (one.ok ? [recordOf(one.event, pseudonymise)] : []));
    if (records.length === 0) return { outcome: 'rejected', results: judged.map(resultOf) };
    try {
      ends.include(await log.append(records));
    } catch (cause) {
      if (!(cause instanceof LogUnavailableError)) throw cause;
      return { outcome: 'unavailable', results: judged.map(resultToRetry), cause };
    }
    instruments?.accepted(judged.flatMap((one) => (one.ok ? [one.event.type] : [])));
    return { outcome: 'appended', results: judged.map(resultOf) };
  };

const resultOf = (judged: Judged): IngestResult => {
  if (judged.ok) return { id: judged.event.id, status: 'accepted' };
  const { id, faults } = judged;
  const [error] = faults;
  return { id, status: 'rejected', ...(error && { error }), errors: [...faults] };
};

const codeOf = ({ faults: [first] }: Extract<Judged, { ok: false }>): string =>
  first?.code ?? 'other';

const resultToRetry = (judged: Judged): IngestResult =>
  judged.ok ? { id: judged.event.id, status: 'retry' } : resultOf(judged);
