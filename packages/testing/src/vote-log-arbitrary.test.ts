import { decodeEvent, encodeEvent, parseEvent } from '@emberlog/events';
import { foldVotes } from '@emberlog/ranking';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voteEvent, voteLogArbitrary, wireVote } from './vote-log-arbitrary.ts';

const logs = fc.sample(voteLogArbitrary(), { numRuns: 300, seed: 7 });
const votes = logs.flat();

describe('generated vote logs', () => {
  test('hold every outcome a fold knows', () => {
    const outcomes = new Set(logs.flatMap((log) => foldVotes(log).outcomes));
    expect(outcomes).toEqual(new Set(['counted', 'repeat', 'stale']));
  });

  test('hold resends of the same event, later in the log', () => {
    const key = (log: (typeof logs)[number]): string[] =>
      log.map((vote) => JSON.stringify({ ...vote, logged: null }));
    expect(logs.some((log) => new Set(key(log)).size < log.length)).toBe(true);
  });

  test('hold clashing times, late events and events ahead of the log by at most five minutes', () => {
    expect(new Set(votes.map((vote) => vote.time)).size).toBeLessThan(votes.length);
    expect(votes.some((vote) => vote.time < vote.logged)).toBe(true);
    expect(votes.some((vote) => vote.time > vote.logged)).toBe(true);
    expect(Math.max(...votes.map((vote) => vote.time - vote.logged))).toBeLessThanOrEqual(300_000);
  });

  test('never go back in the time of the log', () => {
    const logged = logs.map((log) => log.map((vote) => vote.logged));
    expect(logged).toEqual(logged.map((times) => times.toSorted((a, b) => a - b)));
  });

  test('can be stored and read again, and sent', () => {
    const events = votes.map(voteEvent);
    expect(events.map((event) => decodeEvent(encodeEvent(event)))).toEqual(
      events.map((event) => ({ ok: true, event })),
    );
    const read = votes.map((vote) =>
      parseEvent(wireVote(vote), { receivedAt: 0, envelope: 'lenient' }),
    );
    expect(read).toEqual(events.map((event) => ({ ok: true, event })));
  });
});
