import { describe, expect, test } from 'vitest';
import { drawDelay, drawVotes, readingsOf } from './readership.ts';
import { seededRandom } from './seeded-random.ts';

const DAY = 86_400_000;
const LISTED = Date.UTC(2026, 0, 5, 6);
const sorted = (one: () => number, count = 20_000): number[] =>
  Array.from({ length: count }, one).sort((a, b) => a - b);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('a paper gets 10 votes in the median and 23 on average', () => {
  const random = seededRandom(1);
  const votes = sorted(() => drawVotes(random));
  expect(votes[10_000]).toBe(10);
  expect(mean(votes)).toBeGreaterThan(21);
  expect(mean(votes)).toBeLessThan(25);
  expect(votes[0]).toBe(1);
});

test('most votes come within two days, some after one to two weeks', () => {
  const random = seededRandom(2);
  const delays = sorted(() => drawDelay(random)).map((ms) => ms / DAY);
  expect(delays[10_000]).toBeGreaterThan(1);
  expect(delays[10_000]).toBeLessThan(1.5);
  const late = delays.filter((days) => days > 7 && days < 14).length / delays.length;
  expect(late).toBeGreaterThan(0.09);
  expect(late).toBeLessThan(0.13);
});

describe('the readers of many papers', () => {
  const papers = Array.from({ length: 400 }, (_, stream) =>
    readingsOf(seededRandom(3, stream), { listedAt: LISTED, until: LISTED + 60 * DAY }),
  );
  const all = papers.flat();
  const count = (kind: string): number => all.filter((reading) => reading.kind === kind).length;

  test('view a paper 30 to 60 times for each vote', () => {
    const ratios = papers.map((readings) => {
      const votes = readings.filter(({ kind }) => kind === 'upvoted').length;
      return readings.filter(({ kind }) => kind === 'viewed').length / votes;
    });
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(60);
    expect(mean(ratios)).toBeGreaterThan(43);
    expect(mean(ratios)).toBeLessThan(47);
  });

  test('take back 3 of 100 votes', () => {
    const share = count('retracted') / count('upvoted');
    expect(share).toBeGreaterThan(0.025);
    expect(share).toBeLessThan(0.035);
  });

  test('come once to a paper each, and vote for what they viewed', () => {
    const repeated = papers.filter((readings) => {
      const viewers = readings.filter(({ kind }) => kind === 'viewed').map(({ reader }) => reader);
      const voters = readings.filter(({ kind }) => kind === 'upvoted').map(({ reader }) => reader);
      const known = new Set(viewers);
      return known.size < viewers.length || voters.some((voter) => !known.has(voter));
    });
    expect(repeated).toEqual([]);
  });

  test('do nothing before the listing, and take back only later what they cast', () => {
    expect(all.filter(({ time }) => time < LISTED)).toEqual([]);
    const early = papers.flatMap((readings) => {
      const cast = new Map(
        readings.filter(({ kind }) => kind === 'upvoted').map(({ reader, time }) => [reader, time]),
      );
      return readings.filter(
        ({ kind, reader, time }) => kind === 'retracted' && time <= (cast.get(reader) ?? Infinity),
      );
    });
    expect(early).toEqual([]);
  });
});

test('nothing happens after the end of the history', () => {
  const until = LISTED + DAY;
  const readings = readingsOf(seededRandom(4), { listedAt: LISTED, until });
  expect(readings.length).toBeGreaterThan(0);
  expect(Math.max(...readings.map(({ time }) => time))).toBeLessThanOrEqual(until);
});
