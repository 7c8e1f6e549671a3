import type { Reader } from '@emberlog/clickhouse';
import type { QueryInstruments } from '@emberlog/metrics';

/** A reader that tells how long every statement took, by its name. */
export const measureReader = (
  reader: Reader,
  instruments: Pick<QueryInstruments, 'asked' | 'failed'>,
): Reader => ({
  query: async (query, params) => {
    const begun = performance.now();
    try {
      const rows = await reader.query(query, params);
      instruments.asked(query.name, (performance.now() - begun) / 1_000);
      return rows;
    } catch (error) {
      instruments.failed(query.name);
      throw error;
    }
  },
});
