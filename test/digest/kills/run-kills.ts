import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleProgram } from '../../system/bundle-program.ts';
import { randomFrom } from '../../system/scenario.ts';
import { startMailServer, type MailServer } from '../world/mail-server.ts';
import { openLog } from '../world/open-parts.ts';
import { DUE_HOUR, readersOf } from '../world/readers.ts';
import { fillWorld } from './fill-world.ts';
import { judgeSend, type Verdict } from './judge-send.ts';
import { readEvents } from './read-events.ts';
import { runUntilKilled, type KillInstant } from './run-until-killed.ts';
import { DUE_DAY, type SendingOrder } from './sending-order.ts';

export type KillsOptions = {
  /** Emptied by nobody else. */
  readonly directory: string;
  readonly seed: number;
  readonly kills: number;
  /** Readers who are due, and those who wait for a confirmation beside them. */
  readonly due: number;
  readonly asked: number;
  /** Later than so long after the first, ms, there are no more kills than `atLeast`. @default no end */
  readonly forMs?: number;
  /** @default 0 */
  readonly atLeast?: number;
  /** Told after each kill. */
  readonly onKill?: (kills: number) => void;
};

/** One list sent to all, with as many kills as it took. */
export type SendReport = Verdict & {
  readonly kills: number;
  /** Those before the process began its first round. */
  readonly early: number;
  /** Of the starts that came so far, ms. */
  readonly startMs: readonly number[];
};

/** What `createDigest` does where nothing is said. */
const CONCURRENCY = 4;
/** So that the five minutes after a deferral are three seconds. */
const SPEED = 100;
/** A mail takes five steps. */
const MOST_STEPS = 300;
const MOST_MS = 1_500;

/** Sends a list again and again, and kills the process that does, until it was killed so often. */
export const runKills = async (options: KillsOptions): Promise<readonly SendReport[]> => {
  const {
    directory,
    seed,
    kills,
    due,
    asked,
    forMs = Number.POSITIVE_INFINITY,
    atLeast = 0,
  } = options;
  const random = randomFrom(seed);
  const readers = readersOf(due, asked);
  const program = join(directory, 'sending.mjs');
  await bundleProgram(new URL('sending-program.ts', import.meta.url), program);
  const subscribers = await fillWorld(join(directory, 'full'), readers);
  const server = await startMailServer();
  const begun = performance.now();
  const reports: SendReport[] = [];
  const killed = (): number => reports.reduce((sum, report) => sum + report.kills, 0);
  const isOver = (now: number): boolean =>
    now >= kills || (now >= atLeast && performance.now() - begun >= forMs);

  const instant = (): KillInstant =>
    random() < 0.7
      ? { steps: 1 + Math.floor(random() * MOST_STEPS) }
      : { ms: Math.floor(random() * MOST_MS) };

  const send = async (before: number): Promise<SendReport> => {
    const world = join(directory, `world-${reports.length}`);
    await cp(join(directory, 'full'), world, { recursive: true });
    server.forget();
    const clock = { worldTime: DUE_DAY + DUE_HOUR * 3_600_000, since: Date.now(), speed: SPEED };
    const order: SendingOrder = { directory: world, port: server.port, clock };
    const found = await sendUntilDone(program, order, server, {
      next: (n) => (isOver(before + n) ? null : instant()),
      onKill: (n) => options.onKill?.(before + n),
    });
    const log = openLog(world, Date.now);
    const events = await readEvents(log);
    await log.close();
    await rm(world, { recursive: true });
    return {
      ...found,
      ...judgeSend({
        ...{ events, readers, subscribers, server },
        ...{ kills: found.kills, concurrency: CONCURRENCY },
      }),
    };
  };

  try {
    do reports.push(await send(killed()));
    while (!isOver(killed()));
  } finally {
    await server.close();
  }
  return reports;
};

type Kills = {
  /** When the next process is killed, after so many; null: it is left alone. */
  readonly next: (kills: number) => KillInstant | null;
  readonly onKill: (kills: number) => void;
};

const sendUntilDone = async (
  program: string,
  order: SendingOrder,
  server: MailServer,
  { next, onKill }: Kills,
): Promise<Pick<SendReport, 'kills' | 'early' | 'startMs'>> => {
  const startMs: number[] = [];
  let [kills, early] = [0, 0];
  for (;;) {
    const run = await runUntilKilled(program, order, server, next(kills));
    if (run.startMs !== null) startMs.push(run.startMs);
    if (!run.isKilled) return { kills, early, startMs };
    kills += 1;
    early += run.startMs === null ? 1 : 0;
    onKill(kills);
  }
};
