import type { ClickHouseClient } from '@clickhouse/client';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Block, Reader, Writer } from './database.ts';
import { insertStatement } from './insert-statement.ts';
import type { ParameterValue } from './query.ts';

type Parameters = Readonly<Record<string, ParameterValue>>;

/** How a client runs one parameterised SELECT and gives its rows. */
export type Select = (sql: string, params: Parameters) => Promise<unknown[]>;

/** A reader on top of a way to select; checks parameters and rows by their schemas. */
export const createReader = (select: Select): Reader => ({
  query: async (query, params) => {
    const rows = await select(query.sql, query.params.parse(params));
    return z.array(query.row).parse(rows);
  },
});

/** The writer over one client of its own. */
export const createWriter = (client: ClickHouseClient, select: Select): Writer => ({
  ...createReader(select),
  insert: async (block: Block) => {
    if (block.rows.length === 0) return;
    const { query, body } = insertStatement(block);
    const { stream } = await client.exec({ query, values: Readable.from([body]) });
    stream.resume();
  },
  command: async (query) => {
    await client.command({ query });
  },
});
