export { createGovernor } from './governed/create-governor.ts';
export type { GovernorOptions } from './governed/create-governor.ts';
export type { GovernedSettings, GovernedView, Governor } from './governed/governor.ts';
export type { Allowed, Judged, Refused } from './governed/judged.ts';
export { DEFAULT_LIMITS } from './governed/port-limits.ts';
export type { PortLimits } from './governed/port-limits.ts';
export { openOverHttp } from './read-write/open-over-http.ts';
export { serveClickHouse } from './read-write/serve-clickhouse.ts';
export type { ServedClickHouse, ServeOptions } from './read-write/serve-clickhouse.ts';
