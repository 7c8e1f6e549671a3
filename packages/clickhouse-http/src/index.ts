export { openOverHttp } from './read-write/open-over-http.ts';
export { serveClickHouse } from './read-write/serve-clickhouse.ts';
export type { ServedClickHouse, ServeOptions } from './read-write/serve-clickhouse.ts';
