import type { Reader } from '@emberlog/clickhouse';
import type { Tracer } from '@emberlog/tracing';

/** A reader whose statements are spans, by their names: never their text or their parameters. */
export const traceReader = (reader: Reader, tracer: Tracer): Reader => ({
  query: async (query, params) =>
    await tracer.span(`statement ${query.name}`, {}, async () => await reader.query(query, params)),
});
