import type { Client } from '@emberlog/client';
import { createCrowd, type CrowdOptions, type CrowdRate } from './crowd.ts';

/** Runs a task once after `ms` and gives the function that calls it off. */
type Schedule = (task: () => void, ms: number) => () => void;

/** Where failures are told: objects first, message second. */
type TrafficLogger = {
  readonly warn: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
};

export type TrafficOptions = Omit<CrowdOptions, 'rate'> & {
  readonly client: Pick<Client, 'sendEvents'>;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly logger: TrafficLogger;
  /** @default timers */
  readonly schedule?: Schedule;
  /** @default 3 votes and 40 views a second */
  readonly rate?: CrowdRate;
};

export type Traffic = {
  /** Stops at once; resolves when nothing is being sent any more. */
  readonly close: () => Promise<void>;
};

const TICK_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** After a longer sleep of the machine the crowd goes on from here instead of catching up. */
const LONGEST_LEAP_MS = 5_000;
const MAX_EVENTS = 1_000;

/**
 * Keeps simulated readers at work: a batch about every second, never two at a time. What cannot be
 * sent is lost, as with readers who meet an error; the pauses then double up to 30 s.
 */
export const startTraffic = (options: TrafficOptions): Traffic => {
  const { client, clock, logger, schedule = onTimers } = options;
  const rate = options.rate ?? { votesPerSecond: 3, viewsPerSecond: 40 };
  const crowd = createCrowd({ papers: options.papers, seed: options.seed, rate });
  const closing = new AbortController();
  let last = clock();
  let failures = 0;
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => undefined;

  const send = async (): Promise<void> => {
    const now = clock();
    const events = crowd.between(Math.max(last, now - LONGEST_LEAP_MS), now).slice(0, MAX_EVENTS);
    last = now;
    if (events.length === 0) return;
    const { results } = await client.sendEvents(events, { signal: closing.signal, attempts: 1 });
    const refused = results.find(({ status }) => status !== 'accepted');
    if (refused !== undefined)
      throw new Error(`${refused.id ?? ''}: ${refused.error?.message ?? refused.status}`);
  };
  const tick = async (): Promise<void> => {
    try {
      await send();
      if (failures > 0) logger.info({ failures }, 'demo traffic resumed');
      failures = 0;
    } catch (err) {
      if (closing.signal.aborted) return;
      failures += 1;
      if (failures === 1) logger.warn({ err }, 'demo traffic failed');
    }
    next();
  };
  const next = (): void => {
    if (closing.signal.aborted) return;
    const pause = Math.min(TICK_MS * 2 ** failures, LONGEST_PAUSE_MS);
    cancel = schedule(() => {
      running = tick();
    }, pause);
  };

  next();
  return {
    close: async () => {
      closing.abort();
      cancel();
      await running;
    },
  };
};

const onTimers: Schedule = (task, ms) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};
