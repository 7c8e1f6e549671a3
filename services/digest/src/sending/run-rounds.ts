import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@emberlog/service-kit';

/** A round does what is due; the next begins after it, and after a while or when it is woken. */
export type Rounds = {
  /** There is something to do. */
  readonly wake: () => void;
  /** Why the last round did not end, in words fit for strangers; null where it did. */
  readonly trouble: () => string | null;
  /** Begins nothing more; resolves when the round under way is over. */
  readonly close: () => Promise<void>;
};

export type RoundsOptions = {
  readonly name: string;
  readonly round: (signal: AbortSignal) => Promise<void>;
  /** How long it waits to be woken, ms. */
  readonly everyMs: number;
  readonly logger: Logger;
};

/** After a failure, which mostly is that something cannot be reached, ms. */
const AFTER_FAILURE_MS = 5_000;

export const runRounds = ({ name, round, everyMs, logger }: RoundsOptions): Rounds => {
  const stop = new AbortController();
  let trouble: string | null = null;
  let isAwaited = false;
  let wake = new AbortController();

  const rest = async (ms: number): Promise<void> => {
    if (!isAwaited) {
      const until = AbortSignal.any([stop.signal, wake.signal]);
      await pause(ms, undefined, { signal: until }).catch(() => undefined);
    }
    wake = new AbortController();
    isAwaited = false;
  };

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await round(stop.signal);
        if (trouble !== null) logger.info({ round: name }, 'round goes on');
        trouble = null;
      } catch (err) {
        if (trouble === null) logger.warn({ err, round: name }, 'round ended early');
        trouble = `${name}: not all that is due could be done`;
      }
      if (trouble !== null) {
        // Whoever woke it meanwhile waits as well: what failed would fail again.
        isAwaited = false;
        wake = new AbortController();
      }
      await rest(trouble === null ? everyMs : AFTER_FAILURE_MS);
    }
  };
  const running = run();

  return {
    wake: () => {
      isAwaited = true;
      wake.abort();
    },
    trouble: () => trouble,
    close: async () => {
      stop.abort();
      await running;
    },
  };
};
