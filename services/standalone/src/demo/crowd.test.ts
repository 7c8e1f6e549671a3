import { parseEvent } from '@emberlog/events';
import { describe, expect, test } from 'vitest';
import { createCrowd } from './crowd.ts';

const NOW = Date.UTC(2026, 0, 14, 15);
const DAY = 86_400_000;
const SECONDS = 600;
const papers = Array.from({ length: 20 }, (_, age) => ({
  id: `paper-${age}`,
  listedAt: NOW - age * (DAY / 2),
}));
const crowdOf = (seed: number) =>
  createCrowd({ papers, seed, rate: { votesPerSecond: 3, viewsPerSecond: 40 } });
const minutes = (seed: number) => {
  const crowd = crowdOf(seed);
  return Array.from({ length: SECONDS }, (_, second) =>
    crowd.between(NOW + second * 1_000, NOW + (second + 1) * 1_000),
  );
};

describe('ten minutes of the crowd', () => {
  const batches = minutes(1);
  const events = batches.flat();
  const ofType = (type: string) => events.filter((event) => event.type === type);

  test('are the same again for the same seed, with ids that another seed does not use', () => {
    expect(JSON.stringify(minutes(1)) === JSON.stringify(batches)).toBe(true);
    const ids = new Set(events.map(({ id }) => id));
    expect(ids.size).toBe(events.length);
    expect(
      minutes(2)
        .flat()
        .filter(({ id }) => ids.has(id)),
    ).toEqual([]);
  });

  test('bring about 3 votes and 40 views a second, and a few votes back', () => {
    expect(ofType('item.upvoted').length / SECONDS).toBeCloseTo(3, 0);
    expect(ofType('item.viewed').length / SECONDS).toBeGreaterThan(38);
    expect(ofType('item.viewed').length / SECONDS).toBeLessThan(42);
    const share = ofType('item.upvote_retracted').length / ofType('item.upvoted').length;
    expect(share).toBeGreaterThan(0.015);
    expect(share).toBeLessThan(0.05);
  });

  test('are accepted as they are, each event within its own second', () => {
    const misplaced = batches.flatMap((batch, second) =>
      batch.filter((event) => {
        const parsed = parseEvent(event, { receivedAt: 0, envelope: 'lenient' });
        const at = parsed.ok ? (parsed.event.time - NOW) / 1_000 : -1;
        return at <= second || at > second + 1;
      }),
    );
    expect(misplaced).toEqual([]);
  });

  test('take back only votes that were cast', () => {
    const key = ({ subject, data }: (typeof events)[number]): string =>
      `${subject} ${JSON.stringify(data)}`;
    const cast = new Set(ofType('item.upvoted').map(key));
    expect(ofType('item.upvote_retracted').filter((event) => !cast.has(key(event)))).toEqual([]);
  });

  test('see runs: in some half minute a paper has most of the votes, and not always the same', () => {
    const leaders = Array.from({ length: SECONDS / 30 }, (_, half) => {
      const votes = batches
        .slice(half * 30, half * 30 + 30)
        .flat()
        .filter(({ type }) => type === 'item.upvoted');
      const counts = papers.map(
        ({ id }) => votes.filter(({ subject }) => subject === id).length / votes.length,
      );
      const most = Math.max(...counts);
      return { most, paper: counts.indexOf(most) };
    });
    const runs = leaders.filter(({ most }) => most > 0.5);
    expect(runs.length).toBeGreaterThan(0);
    expect(new Set(runs.map(({ paper }) => paper)).size).toBeGreaterThan(1);
  });
});

test('recent papers have more readers than old ones', () => {
  const events = Array.from({ length: 30 }, (_, seed) => crowdOf(seed).between(NOW, NOW + 5_000));
  const share = (from: number, to: number): number => {
    const ids = new Set(papers.slice(from, to).map(({ id }) => id));
    return events.flat().filter(({ subject }) => ids.has(subject)).length;
  };
  expect(share(0, 5)).toBeGreaterThan(3 * share(15, 20));
});

test('a clock that stands still or goes back brings nobody', () => {
  expect(crowdOf(1).between(NOW, NOW)).toEqual([]);
  expect(crowdOf(1).between(NOW, NOW - 5_000)).toEqual([]);
});
