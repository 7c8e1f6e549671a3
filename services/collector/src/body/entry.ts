import type { Fault, Refused } from '../refusal.ts';

/**
 * One place of the request where an event is expected. `path` is its JSON Pointer ('' where the
 * body is the event); `fault` says why nothing could be read there.
 */
export type Entry =
  | {
      readonly path: string;
      readonly envelope: 'lenient' | 'cloudevents';
      readonly value: unknown;
    }
  | { readonly path: string; readonly id: string | null; readonly fault: Fault };

/** The entries in the order of the request: at least one. */
export type Entries = { readonly ok: true; readonly entries: readonly Entry[] } | Refused;
