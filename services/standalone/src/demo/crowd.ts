import type { WireEvent } from '@emberlog/client';
import { RETRACTED_SHARE } from './readership.ts';
import { seededRandom } from './seeded-random.ts';

/** Of all papers together, on average. */
export type CrowdRate = { readonly votesPerSecond: number; readonly viewsPerSecond: number };

export type CrowdOptions = {
  readonly papers: readonly { readonly id: string; readonly listedAt: number }[];
  /** Also part of every id: another run of the demo must have another. */
  readonly seed: number;
  readonly rate: CrowdRate;
};

export type Crowd = {
  /** What the readers do in (from, to], both ms UTC. Every call goes on where the last ended. */
  readonly between: (from: number, to: number) => readonly WireEvent[];
};

const INTEREST_MS = 36 * 3_600_000;
const LASTING_INTEREST = 0.03;
/** A run: for up to a minute most readers come for one paper, so that ranks move. */
const RUN_EVERY_MS = 20_000;
const RUN_BOOST = 40;
const REMEMBERED_VOTES = 200;

/** Simulated readers of the present: more of them for recent papers, and now and then a run on one. */
export const createCrowd = ({ papers, seed, rate }: CrowdOptions): Crowd => {
  const random = seededRandom(seed);
  const prefix = `live-${seed.toString(36)}`;
  const appeal = papers.map(() => random.logNormal(1, 0.8));
  const runs = new Map<number, number>();
  const votes: { readonly subject: string; readonly actor: string }[] = [];
  let made = 0;

  const startRun = (from: number, to: number): void => {
    if (random.unit() < 1 - Math.exp((from - to) / RUN_EVERY_MS))
      runs.set(random.below(papers.length), to + random.between(20_000, 60_000));
  };
  /** Draws a paper in proportion to what draws readers to it now. */
  const picker = (now: number): (() => string | undefined) => {
    let sum = 0;
    const upTo = papers.map(({ listedAt }, index) => {
      const recent = Math.exp(-Math.max(0, now - listedAt) / INTEREST_MS);
      const boost = (runs.get(index) ?? 0) > now ? RUN_BOOST : 1;
      sum += (recent + LASTING_INTEREST) * (appeal[index] ?? 1) * boost;
      return sum;
    });
    return () => {
      const mark = random.unit() * sum;
      return papers[upTo.findIndex((end) => mark < end)]?.id;
    };
  };
  const retractions = (count: number, stamp: () => { id: string; time: string }): WireEvent[] =>
    Array.from({ length: count }, () => votes.splice(random.below(votes.length), 1))
      .flat()
      .map(({ subject, actor }) => ({
        ...stamp(),
        type: 'item.upvote_retracted' as const,
        subject,
        data: { actor },
      }));

  const between: Crowd['between'] = (from, to) => {
    if (to <= from || papers.length === 0) return [];
    startRun(from, to);
    const seconds = (to - from) / 1_000;
    const pick = picker(to);
    const count = random.poisson(rate.viewsPerSecond * seconds);
    const share = rate.votesPerSecond / Math.max(rate.viewsPerSecond, rate.votesPerSecond, 1e-9);
    const times = Array.from({ length: count }, () => to - random.below(to - from));
    times.sort((a, b) => a - b);
    const stamp = (at: number) => ({
      id: `${prefix}-${made++}`,
      time: new Date(at).toISOString(),
    });
    const back = retractions(random.poisson(count * share * RETRACTED_SHARE), () => stamp(to));
    const events = times.flatMap((at): WireEvent[] => {
      const subject = pick();
      if (subject === undefined) return [];
      const data = { actor: `${prefix}-reader-${made}` };
      const view: WireEvent = { ...stamp(at), type: 'item.viewed', subject, data };
      if (random.unit() >= share) return [view];
      votes.push({ subject, actor: data.actor });
      return [view, { ...stamp(at), type: 'item.upvoted', subject, data }];
    });
    votes.splice(0, votes.length - REMEMBERED_VOTES);
    return [...back, ...events];
  };
  return { between };
};
