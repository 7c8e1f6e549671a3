import type { Reader } from '@emberlog/clickhouse';

/** The same reader, with every statement run under these settings of the engine. */
export const withSettings = (
  reader: Reader,
  settings: Readonly<Record<string, number>>,
): Reader => ({
  query: async (query, params) => {
    const said = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    const joined = /\bSETTINGS\b[^()]*$/.test(query.sql) ? ', ' : ' SETTINGS ';
    return await reader.query({ ...query, sql: `${query.sql}${joined}${said.join(', ')}` }, params);
  },
});
