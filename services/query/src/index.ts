export { CURSOR_PURPOSE } from './cursor-purpose.ts';
export { createQuery } from './create-query.ts';
export type { Query, QueryOptions } from './create-query.ts';
export { requireReadKey } from './read-access.ts';
export type { Changes } from './position/position-source.ts';
