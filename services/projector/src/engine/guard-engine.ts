import {
  engineTrouble,
  FENCED,
  TROUBLE_SENTENCE,
  type Database,
  type Reader,
  type Writer,
} from '@emberlog/clickhouse';
import { ZodError } from 'zod';
import { EngineFailureError } from './engine-failure-error.ts';

/** The engine as the projector uses it: what goes wrong there is an `EngineFailureError`. */
export type Engine = { readonly reader: Reader; readonly writer: Writer };

/** Tells failures of the engine, which pass, from mistakes of ours, which do not. */
export const guardEngine = ({ reader, writer }: Database): Engine => ({
  reader: guardReader(reader),
  writer: {
    ...guardReader(writer),
    cluster: writer.cluster,
    insert: async (block, fence) =>
      await guarded(`insert into ${block.table}`, async () => await writer.insert(block, fence)),
    command: async (statement) =>
      await guarded('command', async () => await writer.command(statement)),
  },
});

const guardReader = (reader: Reader): Reader => ({
  query: async (query, params) =>
    await guarded(`query ${query.name}`, async () => await reader.query(query, params)),
});

const guarded = async <T>(what: string, statement: () => Promise<T>): Promise<T> => {
  try {
    return await statement();
  } catch (error) {
    // An answer that does not fit its schema will not fit the next time either.
    if (error instanceof ZodError) throw error;
    const trouble = engineTrouble(error);
    const isFenced = error instanceof Error && error.message.includes(FENCED);
    const reason = trouble === null ? (isFenced ? FENCED : null) : TROUBLE_SENTENCE[trouble];
    const why = reason === null ? '' : `: ${reason}`;
    throw new EngineFailureError(`${what} failed${why}`, { cause: error });
  }
};
