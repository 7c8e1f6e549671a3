import type { EventOf } from '@emberlog/events';
import type { VoteRecord } from '@emberlog/ranking';
import fc from 'fast-check';
import type { WireEvent } from './wire-events.ts';

const FIVE_MINUTES = 300_000;
const HOUR = 3_600_000;

export type VoteLogOptions = {
  /** Where the times begin, ms UTC. @default 2025-12-10T00:00Z */
  readonly start?: number;
  /** Over how many ms they lie. @default 200 h */
  readonly span?: number;
  /** @default five ids that sort differently by bytes and by alphabet */
  readonly items?: readonly [string, ...string[]];
  /** @default 60 */
  readonly maxLength?: number;
};

/** Sixteen hexadecimal digits each, so that they may stand in a log as they are. */
const ACTORS = ['0000000000000001', '00000000000000b1', 'fffffffffffffff0', '1e10000000000000'];

/**
 * Logs of vote events over few items and readers, in order of arrival: times clash, events arrive
 * late and up to five minutes early, votes are taken back and cast again, some events come twice
 * under the same id, and two readers may use the same id. `logged` never decreases.
 */
export const voteLogArbitrary = (
  options: VoteLogOptions = {},
): fc.Arbitrary<readonly VoteRecord[]> => {
  const { start = Date.UTC(2025, 11, 10), span = 200 * HOUR, maxLength = 60 } = options;
  const time = fc.oneof(
    fc.integer({ min: 0, max: Math.floor(span / HOUR) }).map((hours) => start + hours * HOUR),
    fc.integer({ min: 0, max: span }).map((ms) => start + ms),
  );
  const cast = fc.record({
    item: fc.constantFrom(...(options.items ?? ['a', 'ab', 'b', 'b/2', 'C'])),
    actor: fc.constantFrom(...ACTORS),
    kind: fc.constantFrom('upvoted' as const, 'upvoted' as const, 'retracted' as const),
    time,
    id: fc.integer({ min: 0, max: 35 }).map((salt) => salt.toString(36)),
    delay: fc.integer({ min: -FIVE_MINUTES, max: FIVE_MINUTES }),
    /** How many records ago the one was sent that this one repeats; 0 for none. */
    resends: fc.oneof({ arbitrary: fc.constant(0), weight: 5 }, fc.integer({ min: 1, max: 8 })),
  });
  return fc.array(cast, { maxLength }).map((casts) => {
    let logged = 0;
    const log: VoteRecord[] = [];
    for (const { delay, resends, ...fresh } of casts) {
      const sent = log.at(-resends);
      const vote = resends === 0 || sent === undefined ? fresh : sent;
      logged = Math.max(logged, vote.time + delay);
      log.push({ ...vote, logged });
    }
    return log;
  });
};

/** The event of a vote as the log holds it; its actor must be a pseudonym to be decoded again. */
export const voteEvent = (
  vote: VoteRecord,
): EventOf<'item.upvoted'> | EventOf<'item.upvote_retracted'> => ({
  id: vote.id,
  source: 'emberlog',
  type: vote.kind === 'upvoted' ? 'item.upvoted' : 'item.upvote_retracted',
  subject: vote.item,
  time: vote.time,
  data: { actor: vote.actor },
});

/** The same as it is sent to `POST /v1/events`. */
export const wireVote = (vote: VoteRecord): WireEvent => ({
  id: vote.id,
  type: vote.kind === 'upvoted' ? 'item.upvoted' : 'item.upvote_retracted',
  subject: vote.item,
  time: new Date(vote.time).toISOString(),
  data: { actor: vote.actor },
});
