import { voteBlock, type Reader, type VoteRow } from '@emberlog/clickhouse';
import type { EventOf } from '@emberlog/events';
import type { Origin } from '../records/origin.ts';
import type { Readable } from '../records/read-record.ts';
import { partitionItemKey, type PartitionItem } from '../state/partition-item.ts';
import { createStateCache } from '../state/state-cache.ts';
import type { TableProjection } from '../table-projection.ts';
import { castVote } from './cast-vote.ts';
import { loadVoteStates, type ItemVotes } from './load-vote-states.ts';

export type VoteEvent = EventOf<'item.upvoted'> | EventOf<'item.upvote_retracted'>;

export type VoteProjectionOptions = {
  readonly reader: Reader;
  /** Voters whose state is kept at hand. */
  readonly maxStateEntries: number;
};

/** Votes: every record is one row, and only a transition of its (item, voter) has a delta. */
export const createVoteProjection = ({
  reader,
  maxStateEntries,
}: VoteProjectionOptions): TableProjection<VoteEvent, VoteRow> => {
  const states = createStateCache<PartitionItem, ItemVotes>({
    maxEntries: maxStateEntries,
    entriesOf: (votes) => votes.size,
    empty: () => new Map(),
  });
  return {
    table: 'votes',
    block: voteBlock,
    deadRow,
    accept: (event) =>
      event.type === 'item.upvoted' || event.type === 'item.upvote_retracted'
        ? { event }
        : 'type: does not belong to the votes',
    resolve: async (batch, before) => {
      const keys = batch.map((vote) => partitionItemKey(itemOf(vote)));
      const wanted = new Map(batch.map((vote, at) => [keys[at] ?? '', itemOf(vote)]));
      const hold = await states.hold(
        wanted,
        async (absent) => await loadVoteStates(reader, absent, before),
      );
      return {
        rows: batch.map((vote, at) => resolveVote(vote, hold.get(keys[at] ?? ''))),
        release: hold.release,
      };
    },
  };
};

const itemOf = ({ origin, event }: Readable<VoteEvent>): PartitionItem => ({
  kp: origin.kp,
  item: event.subject,
});

/** Resolves one event and moves the state on. */
const resolveVote = ({ origin, event }: Readable<VoteEvent>, votes: ItemVotes): VoteRow => {
  const { id, time } = event;
  const kind = event.type === 'item.upvoted' ? 'upvoted' : 'retracted';
  const voter = BigInt(`0x${event.data.actor}`).toString();
  const recordedAt = Math.min(time, origin.logged);
  const cast = castVote(votes.get(voter), { kind, time, id, recordedAt });
  votes.set(voter, cast.state);
  // Every field by its name: an object that begins with a spread takes a hundred times as long.
  return {
    kp: origin.kp,
    off: origin.off,
    item: event.subject,
    voter,
    event_id: id,
    event_time: time,
    kind,
    outcome: cast.outcome,
    effective_at: cast.effectiveAt,
    recorded_at: recordedAt,
    delta: cast.delta,
    appended: origin.appended,
    logged: origin.logged,
    digest: origin.digest,
  };
};

const deadRow = (origin: Origin): VoteRow => ({
  ...origin,
  item: '',
  voter: '0',
  event_id: '',
  event_time: origin.logged,
  kind: 'dead',
  outcome: 'dead',
  effective_at: origin.logged,
  recorded_at: origin.logged,
  delta: 0,
});
