import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { createReader, createWriter, type SelectOn } from '../connection.ts';
import { createConnectionPool } from '../connection-pool.ts';
import type { Database } from '../database.ts';
import { createCounted } from './counted-writer.ts';
import { parameterText, stringLiteral } from '../parameter-text.ts';
import { connectEngine, type EngineConnection } from './connect-engine.ts';
import { engineArguments } from './engine-arguments.ts';

export type EmbeddedOptions = {
  /** Data directory of the engine. One process, and one path a process, at a time. */
  readonly path: string;
  /** Connections that read at the same time; each running query holds a libuv thread. @default 4 */
  readonly readers?: number;
  /** Directory of the engine's backups; made where it is not there. @default none are made or restored */
  readonly backups?: string | undefined;
};

export type EmbeddedDatabase = Database & {
  /** A connection beside those of the database, to be closed before it; for whom others tell what to run. */
  readonly connect: () => EngineConnection;
};

/** The ClickHouse engine in this process. Rejects when another process holds the directory. */
export const openEmbedded = async ({
  path,
  readers = 4,
  backups,
}: EmbeddedOptions): Promise<EmbeddedDatabase> => {
  // Half a gigabyte of library, which a process that uses a server does without.
  const [{ Session }, { createChdbConnection }] = await Promise.all([
    import('chdb'),
    import('chdb/connection'),
  ]);
  const open = (): ClickHouseClient =>
    createClient({ connection: createChdbConnection({ path }) as never });
  // The first connection brings the arguments of the engine, and holds it for those that follow.
  const first = new Session(path, { connectionArgs: engineArguments(backups) });
  const write = open();
  await write.command({ query: WRITE_SETTINGS });
  const reads = Array.from({ length: readers }, open);
  await Promise.all(reads.map(async (client) => await client.command({ query: READ_SETTINGS })));
  const { writer, revision } = createCounted(createWriter(write, selectOn));
  return {
    reader: createReader(createConnectionPool(reads), selectOn),
    ...{ writer, revision },
    shared: false,
    connect: () => connectEngine(path, { held: first, Opened: Session }),
    close: async () => {
      await Promise.all([...reads, write].map(async (client) => await client.close()));
      first.close();
    },
  };
};

/** Statements that hold their rows are longer than the engine takes by itself. */
const WRITE_SETTINGS = 'SET max_query_size = 0';

/**
 * A runaway statement must not hold a connection for ever; seconds and bytes. Chains of comparisons
 * are not looked for: that takes a fifth of the time of a ranking of few votes and finds none. Statements
 * of a lower priority wait meanwhile.
 */
const READ_SETTINGS =
  'SET max_execution_time = 30, max_memory_usage = 2000000000, optimize_and_compare_chain = 0, priority = 1';

/**
 * Parameters are set on the connection, not sent with the query: the adapter would serialise
 * parameterised queries over the whole process. The connection is ours alone meanwhile.
 */
const selectOn: SelectOn = async (client, query, params) => {
  const settings = Object.entries(params).map(
    ([name, value]) => `param_${name} = ${stringLiteral(parameterText(value))}`,
  );
  if (settings.length > 0) await client.command({ query: `SET ${settings.join(', ')}` });
  const result = await client.query({ query, format: 'JSONEachRow' });
  return await result.json<unknown>();
};
