import type { ViewRow, VoteRow } from '@emberlog/clickhouse';
import type { EventLog, LogRecord } from '@emberlog/event-log';
import { createOriginOf, type OriginOf } from '../records/origin.ts';
import { resolveBatch, type ResolvedBatch } from '../tenure/resolve-batch.ts';
import { createViewProjection } from '../views/view-projection.ts';
import { createVoteProjection } from '../votes/vote-projection.ts';
import type { Fate } from './failing-inserts.ts';
import type { StatefulTable, Tables } from './tables.ts';

/** How a tenure resolves and inserts, whatever its table. */
type Work = {
  readonly resolve: (records: readonly LogRecord[], originOf: OriginOf) => Promise<InFlight>;
};
type InFlight = { readonly insert: () => Promise<void>; readonly release: () => void };

/** One life of a projection: what it holds of the log, and its batches in flight, oldest first. */
export type Tenure = {
  /** Resolves at most so many records of the partitions it has. */
  readonly resolve: (most: number) => Promise<void>;
  /** Ends the oldest insert in flight in the way given. */
  readonly settle: (fate: Fate) => Promise<void>;
};

export type TenureUnderTest = {
  readonly table: StatefulTable;
  readonly tables: Tables;
  readonly log: EventLog;
  readonly partitions: readonly number[];
  readonly maxStateEntries: number;
};

/** Begins where the tables end, with nothing at hand. */
export const beginTenure = async (options: TenureUnderTest): Promise<Tenure> => {
  const { table, tables, log, partitions } = options;
  const places = await tables.places(table);
  const originOf = createOriginOf(new Map(Array.from(places, ([kp, { logged }]) => [kp, logged])));
  const nexts = new Map(partitions.map((kp) => [kp, places.get(kp)?.next ?? 0]));
  const work = table === 'votes' ? votesOf(options) : viewsOf(options);
  const inFlight: InFlight[] = [];
  return {
    resolve: async (most) => {
      const records: LogRecord[] = [];
      for (const [partition, next] of nexts) {
        for (let offset = next; records.length < most; offset += 1) {
          const record = await log.read({ topic: `emberlog.${table}`, partition, offset });
          if (record === null) break;
          records.push(record);
          nexts.set(partition, offset + 1);
        }
      }
      if (records.length > 0) inFlight.push(await work.resolve(records, originOf));
    },
    settle: async (fate) => {
      const oldest = inFlight.shift();
      if (fate !== 'lost') await oldest?.insert();
      if (fate === 'written') oldest?.release();
    },
  };
};

const votesOf = ({ tables, maxStateEntries }: TenureUnderTest): Work => {
  const projection = createVoteProjection({ reader: tables.reader, maxStateEntries });
  return {
    resolve: async (records, originOf) =>
      inFlightOf<VoteRow>(
        await resolveBatch(projection, records, { originOf }),
        tables.insertVotes,
      ),
  };
};

const viewsOf = ({ tables, maxStateEntries }: TenureUnderTest): Work => {
  const projection = createViewProjection({
    ...{ reader: tables.reader, maxStateEntries },
    windowMinutes: 30,
  });
  return {
    resolve: async (records, originOf) =>
      inFlightOf<ViewRow>(
        await resolveBatch(projection, records, { originOf }),
        tables.insertViews,
      ),
  };
};

const inFlightOf = <Row>(
  { rows, release }: ResolvedBatch<Row>,
  insert: (rows: readonly Row[]) => Promise<void>,
): InFlight => ({ insert: async () => await insert(rows), release });
