export { CURSOR_PURPOSE } from './cursor-purpose.ts';
export { createQuery } from './create-query.ts';
export type { Query, QueryOptions } from './create-query.ts';
export { NO_FILTERS, readPlaces } from './list/ranked-list.ts';
export { requireReadKey } from './read-access.ts';
export { createItemCatalogue } from './trending/item-catalogue.ts';
export type { Changes } from './position/position-source.ts';
