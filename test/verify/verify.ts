import { temporaryDirectory, waitUntil } from '@emberlog/testing';
import { freePort, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { readList } from '../system/read-list.ts';
import { referenceList } from '../system/reference-list.ts';
import { createScenario, randomFrom, type Scenario } from '../system/scenario.ts';
import { sufferKills, type KillsOptions } from '../system/suffer-kills.ts';
import { firstDifference } from './first-difference.ts';

export type VerifyOptions = {
  /** Decides the events, the kills and what is asked; the same seed is the same run. */
  readonly seed: number;
  readonly events: number;
  readonly kills: number;
  readonly onProgress: (state: { readonly sent: number; readonly kills: number }) => void;
  /** Ends the run. */
  readonly signal: AbortSignal;
};

export type Verdict = {
  readonly kills: number;
  /** Kills that met senders at work. */
  readonly underLoad: number;
  readonly lists: number;
  readonly places: number;
  /** The first difference in words; null when all is equal. */
  readonly difference: string | null;
};

const HOUR = 3_600_000;
/** Fixed, so that a seed gives the same times and scores on every day. */
const NOW = Date.UTC(2026, 0, 15);
const ITEMS = 80;
const SENDERS = 4;
const QUESTIONS = 8;

/**
 * Runs the product in a directory of its own, sends random votes, kills it meanwhile, and compares
 * what it answers with the fold. Rejects when it cannot be run to the end. Leaves nothing behind.
 */
export const verify = async (options: VerifyOptions): Promise<Verdict> => {
  const { seed, signal } = options;
  const scenario = createScenario({
    seed,
    now: NOW,
    items: ITEMS,
    senders: SENDERS,
    eventsPerSender: Math.ceil(options.events / SENDERS),
  });
  const directory = await temporaryDirectory();
  const ending = new AbortController();
  const started: Product[] = [];
  const onStart = (product: Product): void => {
    started.push(product);
    if (ending.signal.aborted) product.process.kill('SIGKILL');
  };
  const run = async (): Promise<Verdict> => {
    const at = { dataDir: directory.path, port: await freePort() };
    const product = spawnProduct(at);
    onStart(product);
    await whenReady(product);
    const setting = { product, scenario, at, onStart, signal: ending.signal };
    const { position, underLoad } = await suffer(options, setting);
    return {
      kills: options.kills,
      underLoad,
      ...(await compare(product.url, scenario, seed, position)),
    };
  };
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
  try {
    return await Promise.race([run(), aborted]);
  } finally {
    ending.abort();
    await started.at(-1)?.stop('SIGKILL');
    await directory.remove();
  }
};

type Setting = Pick<KillsOptions, 'product' | 'scenario' | 'at' | 'onStart'> & {
  readonly signal: AbortSignal;
};

/** Kills at random shares of what is sent, wherever its requests then are. */
const suffer = async (options: VerifyOptions, { signal, ...setting }: Setting) => {
  const { kills, events, onProgress } = options;
  const random = randomFrom(options.seed);
  const shares = Array.from({ length: kills }, () => 0.95 * random()).sort((a, b) => a - b);
  let sent = 0;
  const isDue = (share: number): boolean => {
    signal.throwIfAborted();
    return sent >= share * events;
  };
  return await sufferKills({
    ...setting,
    kills,
    batch: 50,
    untilKill: async (n) => {
      const share = shares[n] ?? 0;
      await waitUntil(() => isDue(share), { timeoutMs: PATIENCE, what: `kill ${n + 1}` });
    },
    onProgress: (state) => {
      sent = state.sent;
      onProgress(state);
    },
  });
};

/** How long the load may take from one kill to the next, ms. */
const PATIENCE = 600_000;

/** Asks for whole lists at random times and half-lives, and for the first one as of now. */
const compare = async (url: string, scenario: Scenario, seed: number, after: string) => {
  const random = randomFrom(seed + 1);
  let places = 0;
  for (let question = 0; question < QUESTIONS; question++) {
    const asOf = question === 0 ? NOW : NOW - Math.floor(200 * HOUR * random());
    const hours = question === 0 ? 48 : 1 + Math.floor(720 * random() ** 3);
    const as_of = new Date(asOf).toISOString();
    const half_life = `${hours}h`;
    const reply = await readList(url, { after, as_of, half_life, limit: 100, explain: true });
    const product = reply.items.map(({ id, rank, score, upvotes, explain }) => ({
      id,
      rank,
      integer: explain?.score,
      score,
      upvotes,
    }));
    const difference = firstDifference(product, referenceList(scenario, asOf, hours * HOUR));
    places += product.length;
    if (difference !== null)
      return {
        lists: question + 1,
        places,
        difference: `as of ${as_of}, half-life ${half_life}, ${difference}`,
      };
  }
  return { lists: QUESTIONS, places, difference: null };
};
