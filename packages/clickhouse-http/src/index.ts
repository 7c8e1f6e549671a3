export { serveClickHouse } from './read-write/serve-clickhouse.ts';
export type { ServedClickHouse, ServeOptions } from './read-write/serve-clickhouse.ts';
