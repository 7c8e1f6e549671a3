import type { EventOf } from '@emberlog/events';
import type { LoggedVote } from './vote-log-arbitrary.ts';
import type { WireEvent } from './wire-events.ts';

/** The event of a vote as the log holds it; its actor must be a pseudonym to be decoded again. */
export const voteEvent = (
  vote: LoggedVote,
): EventOf<'item.upvoted'> | EventOf<'item.upvote_retracted'> => ({
  id: vote.id,
  source: 'emberlog',
  type: vote.kind === 'upvoted' ? 'item.upvoted' : 'item.upvote_retracted',
  subject: vote.item,
  time: vote.time,
  data: { actor: vote.actor },
});

/** The same as it is sent to `POST /v1/events`. */
export const wireVote = (vote: LoggedVote): WireEvent => ({
  id: vote.id,
  type: vote.kind === 'upvoted' ? 'item.upvoted' : 'item.upvote_retracted',
  subject: vote.item,
  time: new Date(vote.time).toISOString(),
  data: { actor: vote.actor },
});
