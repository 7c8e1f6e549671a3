import type { OffsetVector } from '@emberlog/api';
import { createProblem } from '@emberlog/service-kit';
import { createCoalesced } from './coalesced.ts';
import type { ModelPosition } from './model-position.ts';
import { covers } from './offset-vectors.ts';

/** Registers a listener for every commit to the read model; the result unregisters it. */
export type Changes = (listener: () => void) => () => void;

export type PositionSource = {
  /** How far the read model is, at most 250 ms ago. */
  current(): Promise<ModelPosition>;
  /**
   * Resolves once the read model includes `ends`. Throws a problem: 503 after the longest wait or
   * when this service stops, 429 when too many wait already.
   */
  until(ends: OffsetVector, parameter: string, signal: AbortSignal): Promise<ModelPosition>;
  /** How many requests wait. */
  waiting(): number;
  /** Whatever is asked from now on was read from now on. */
  renew(): void;
  /** Ends all waits. */
  close(): void;
};

export type PositionSourceOptions = {
  readonly load: () => Promise<ModelPosition>;
  /** Without it, waits look every 25 ms. */
  readonly changes?: Changes | undefined;
  /** @default 10000 */
  readonly longestWaitMs?: number | undefined;
  /** @default 1000 */
  readonly mostWaiting?: number | undefined;
};

const MAX_AGE_MS = 250;
const POLL_MS = 25;

/** Knows how far the read model is, and waits for it. */
export const createPositionSource = (options: PositionSourceOptions): PositionSource => {
  const { load, changes, longestWaitMs = 10_000, mostWaiting = 1_000 } = options;
  const position = createCoalesced(load, MAX_AGE_MS);
  const closing = new AbortController();
  let waiting = 0;
  const sleepers = new Set<() => void>();

  const unregister = changes?.(() => {
    position.invalidate();
    for (const wake of sleepers) wake();
    sleepers.clear();
  });

  /** Without news of changes, time passing is the only news. */
  const nextChange = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      if (changes === undefined) setTimeout(resolve, POLL_MS);
      else sleepers.add(resolve);
    });
    if (changes === undefined) position.invalidate();
  };

  const wait = async (ends: OffsetVector, ended: Promise<null>): Promise<ModelPosition | null> => {
    for (;;) {
      // Taken before the look, so that a change during it is not missed.
      const change = nextChange().then(() => 'changed' as const);
      const model = await position.get();
      if (covers(model.ends, ends)) return model;
      if ((await Promise.race([change, ended])) === null) return null;
    }
  };

  return {
    current: position.get,
    until: async (ends, parameter, signal) => {
      const model = await position.get();
      if (covers(model.ends, ends)) return model;
      if (waiting >= mostWaiting) throw tooManyWait();
      waiting += 1;
      const { ended, forget } = endOfWait(longestWaitMs, [signal, closing.signal]);
      try {
        const reached = await wait(ends, ended);
        if (reached === null) throw notReached(parameter);
        return reached;
      } finally {
        forget();
        waiting -= 1;
      }
    },
    waiting: () => waiting,
    renew: position.invalidate,
    close: () => {
      unregister?.();
      closing.abort();
    },
  };
};

/**
 * Resolves after `ms` or when a signal aborts. A timer of our own, because a timeout signal that
 * only a combined signal refers to is collected on Node 20 and then never fires.
 */
const endOfWait = (ms: number, signals: readonly AbortSignal[]) => {
  let end: () => void = () => undefined;
  const ended = new Promise<null>((resolve) => {
    end = () => resolve(null);
  });
  const timer = setTimeout(end, ms);
  for (const signal of signals) {
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
  }
  const forget = (): void => {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener('abort', end);
  };
  return { ended, forget };
};

const tooManyWait = (): Error =>
  createProblem({
    status: 429,
    detail: 'too many requests wait for a position already',
    headers: { 'Retry-After': '1' },
  });

const notReached = (path: string): Error =>
  createProblem({
    status: 503,
    detail: 'the read model does not include that position yet',
    errors: [{ path, code: 'position_not_reached', message: 'is not included yet' }],
    headers: { 'Retry-After': '1' },
  });
