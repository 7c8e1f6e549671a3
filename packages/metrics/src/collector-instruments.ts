import type { Metrics } from '@emberlog/service-kit';
import { CATALOGUE, REFUSAL_REASONS, REJECTION_CODES } from './catalogue.ts';
import { tally } from './tally.ts';

/** What a collector tells of its requests, each once. */
export type CollectorInstruments = {
  /** The types of the events that were appended. */
  readonly accepted: (types: readonly string[]) => void;
  /** Of each rejected event the code of the first rule it broke. */
  readonly rejected: (codes: readonly string[]) => void;
  /** Why nothing of a request was taken. */
  readonly refused: (reason: string) => void;
};

/** `types` are the types there are. All that can be counted is there from the start, as 0. */
export const createCollectorInstruments = (
  metrics: Metrics,
  types: readonly string[],
): CollectorInstruments => {
  const accepted = metrics.counter(CATALOGUE.eventsAccepted);
  const rejected = metrics.counter(CATALOGUE.eventsRejected);
  const refused = metrics.counter(CATALOGUE.requestsRefused);
  const codes = new Set<string>(REJECTION_CODES);
  const reasons = new Set<string>(REFUSAL_REASONS);
  // A series that begins above 0 hides its first events from every rate.
  for (const type of types) accepted({ type }, 0);
  for (const code of codes) rejected({ code }, 0);
  for (const reason of reasons) refused({ reason }, 0);
  const known = new Set(types);
  return {
    accepted: (all) => {
      for (const [type, count] of tally(all, known)) accepted({ type }, count);
    },
    rejected: (all) => {
      for (const [code, count] of tally(all, codes)) rejected({ code }, count);
    },
    refused: (reason) => refused({ reason: reasons.has(reason) ? reason : 'other' }),
  };
};
