import { voteStates, type Reader } from '@emberlog/clickhouse';
import { askInChunks, partitionItemKey, type PartitionItem } from '../state/partition-item.ts';
import type { LogPrefix } from '../table-projection.ts';
import type { VoteState } from './cast-vote.ts';

/** The votes of one item, by voter. */
export type ItemVotes = Map<string, VoteState>;

/** Reads the votes of some items as of a prefix of the log; items without rows are left out. */
export const loadVoteStates = async (
  reader: Reader,
  asked: readonly PartitionItem[],
  before: LogPrefix,
): Promise<ReadonlyMap<string, ItemVotes>> => {
  const rows = await askInChunks(
    asked,
    async (chunk) =>
      await reader.query(voteStates, { items: chunk.map(({ item }) => item), ...before }),
  );
  const loaded = new Map<string, ItemVotes>();
  for (const row of rows) {
    const key = partitionItemKey(row);
    const votes = loaded.get(key) ?? new Map<string, VoteState>();
    loaded.set(key, votes);
    votes.set(row.voter_id, {
      on: row.votes > 0,
      effectiveAt: row.transitions > 0 ? row.effective_ms : null,
      lastTime: row.last_ms,
      lastId: row.last_id,
    });
  }
  return loaded;
};
