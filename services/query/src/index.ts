export { createQuery } from './create-query.ts';
export type { Query, QueryOptions } from './create-query.ts';
export type { Changes } from './position/position-source.ts';
