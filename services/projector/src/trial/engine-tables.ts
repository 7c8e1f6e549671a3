import { tablePosition, viewBlock, voteBlock } from '@emberlog/clickhouse';
import { storedViews, storedVotes } from './stored-rows.ts';
import type { Tables } from './tables.ts';
import type { TrialEngine } from './trial-engine.ts';

/** The tables of a real engine. */
export const createEngineTables = ({ database, empty }: TrialEngine): Tables => {
  const { reader, writer } = database;
  return {
    reader,
    empty,
    insertVotes: async (rows) => await writer.insert(voteBlock(rows)),
    insertViews: async (rows) => await writer.insert(viewBlock(rows)),
    places: async (table) => {
      const held = await writer.query(tablePosition(table), {});
      return new Map(
        held.map(({ kp, last, last_logged: logged }) => [kp, { next: last + 1, logged }]),
      );
    },
    stored: async (table) =>
      table === 'votes' ? await storedVotes(reader) : await storedViews(reader),
  };
};
