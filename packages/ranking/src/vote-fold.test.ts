import { describe, expect, it } from 'vitest';
import { foldVotes, type VoteRecord } from './vote-fold.ts';

const vote = (time: number, rest: Partial<VoteRecord> = {}): VoteRecord => ({
  item: 'paper',
  actor: 'reader',
  kind: 'upvoted',
  time,
  id: `e${time}`,
  logged: 1_000,
  ...rest,
});
const retraction = (time: number, rest: Partial<VoteRecord> = {}): VoteRecord =>
  vote(time, { kind: 'retracted', ...rest });
const row = (effectiveAt: number, recordedAt: number, delta: 1 | -1) => ({
  item: 'paper',
  actor: 'reader',
  effectiveAt,
  recordedAt,
  delta,
});

describe('foldVotes', () => {
  it('makes nothing of an empty log', () => {
    expect(foldVotes([])).toEqual({ ledger: [], outcomes: [] });
  });

  it('dates a retraction and a vote cast again at the first cast', () => {
    expect(foldVotes([vote(10), retraction(20), vote(30)])).toEqual({
      ledger: [row(10, 10, 1), row(10, 20, -1), row(10, 30, 1)],
      outcomes: ['counted', 'counted', 'counted'],
    });
  });

  it('calls a second vote and a retraction of nothing repeats', () => {
    const { ledger, outcomes } = foldVotes([retraction(5), vote(10), vote(20), retraction(30)]);
    expect(outcomes).toEqual(['repeat', 'counted', 'repeat', 'counted']);
    expect(ledger).toEqual([row(10, 10, 1), row(10, 30, -1)]);
  });

  it('lets a repeat move the time below which events are stale', () => {
    const { outcomes } = foldVotes([vote(10), vote(30), retraction(20)]);
    expect(outcomes).toEqual(['counted', 'repeat', 'stale']);
  });

  it('decides between events of one time by the bytes of their ids', () => {
    const { outcomes } = foldVotes([
      vote(10, { id: 'b' }),
      retraction(10, { id: 'a' }),
      retraction(10, { id: 'B' }),
      retraction(10, { id: 'b' }),
      retraction(10, { id: 'b0' }),
    ]);
    expect(outcomes).toEqual(['counted', 'stale', 'stale', 'stale', 'counted']);
  });

  it('stores no time later than the log took the event in', () => {
    const { ledger } = foldVotes([vote(90, { logged: 50 }), retraction(95, { logged: 60 })]);
    expect(ledger).toEqual([row(50, 50, 1), row(50, 60, -1)]);
  });

  it('finds a resend stale although the log has caught up with its time', () => {
    const early = vote(90, { logged: 50 });
    const { outcomes } = foldVotes([early, { ...early, logged: 95 }]);
    expect(outcomes).toEqual(['counted', 'stale']);
  });

  it('keeps the votes of other readers and other items apart', () => {
    const records = [
      vote(10),
      vote(11, { actor: 'other' }),
      vote(12, { item: 'other' }),
      vote(13, { item: 'pape', actor: 'rreader' }),
    ];
    expect(foldVotes(records).outcomes).toEqual(['counted', 'counted', 'counted', 'counted']);
  });
});
