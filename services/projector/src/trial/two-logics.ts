import type { VoteRow } from '@emberlog/clickhouse';
import type { LogRecord } from '@emberlog/event-log';
import { naiveVotes } from '@emberlog/testing';
import { LOGICS, type Logic, type Logics } from '../logic/logics.ts';
import type { Readable } from '../records/read-record.ts';
import { createVoteProjection, type VoteEvent } from '../votes/vote-projection.ts';

/** Whoever says anything of an item votes for it, also by taking a vote back. */
const countRetractions: Logic<VoteEvent, VoteRow> = (options) => {
  const votes = createVoteProjection(options);
  return {
    ...votes,
    resolve: async (batch, before) => await votes.resolve(batch.map(asUpvote), before),
  };
};

const asUpvote = ({ origin, event }: Readable<VoteEvent>): Readable<VoteEvent> => ({
  origin,
  event: { ...event, type: 'item.upvoted' },
});

/** A release that has a second logic of votes. */
export const TWO_LOGICS: Logics = {
  ...LOGICS,
  votes: new Map([...LOGICS.votes, [2, countRetractions]]),
};

/** One that has the second only. */
export const SECOND_LOGIC: Logics = { ...LOGICS, votes: new Map([[2, countRetractions]]) };

/** What a vote's row should say by the second. */
export const naiveSecondVotes = (records: readonly LogRecord[]) =>
  naiveVotes(
    records.map((record) => ({
      ...record,
      value: Buffer.from(
        Buffer.from(record.value).toString().replace('item.upvote_retracted', 'item.upvoted'),
      ),
    })),
  );
