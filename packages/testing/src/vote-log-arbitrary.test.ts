import { decodeEvent, encodeEvent, parseEvent } from '@emberlog/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voteEvent, wireVote } from './vote-event.ts';
import { voteLogArbitrary } from './vote-log-arbitrary.ts';

const logs = fc.sample(voteLogArbitrary(), { numRuns: 300, seed: 7 });
const votes = logs.flat();

describe('generated vote logs', () => {
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

  test('hold events of their own only, where asked to', () => {
    const distinct = fc.sample(voteLogArbitrary({ distinct: true }), { numRuns: 50, seed: 7 });
    const ids = distinct.map((log) => log.map(({ id }) => id));
    expect(ids.map((all) => new Set(all).size)).toEqual(ids.map((all) => all.length));
    expect(Math.max(...ids.map((all) => all.length))).toBeGreaterThan(40);
  });

  test('arrive in the order of their times and ids, where asked to', () => {
    const punctual = fc.sample(voteLogArbitrary({ order: 'punctual' }), { numRuns: 50, seed: 7 });
    const keys = punctual.map((log) => log.map(({ time, id }) => `${time} ${id}`));
    expect(keys).toEqual(keys.map((all) => all.toSorted()));
    expect(punctual.flat().some(({ time, logged }) => time > logged)).toBe(true);
  });

  test('hear each reader of an item in order, where asked to, but not all of them', () => {
    const heard = fc.sample(voteLogArbitrary({ order: 'heard' }), { numRuns: 50, seed: 7 });
    const backDated = heard.filter((log) =>
      log.some(({ time }, at) => time < (log[at - 1]?.time ?? 0)),
    );
    expect(backDated.length).toBeGreaterThan(20);
    const byReader = heard.map((log) =>
      log.toSorted((a, b) => `${a.item} ${a.actor}`.localeCompare(`${b.item} ${b.actor}`)),
    );
    const disordered = byReader.flatMap((log) =>
      log.filter((vote, at) => {
        const before = log[at - 1];
        const isSame = before?.item === vote.item && before.actor === vote.actor;
        return isSame && before.time > vote.time;
      }),
    );
    expect(disordered).toEqual([]);
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
