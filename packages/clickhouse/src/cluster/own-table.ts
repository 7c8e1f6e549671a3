/**
 * Where the rows of a table lie on the server that is asked: `votes`, on a cluster `votes_local`. On a
 * cluster the plain name reads over all servers, and does nothing or too little for who changes it.
 */
export type OwnTable = (table: string) => string;

/** Names of tables where there is no cluster, and for who only reads. */
export const plainTable: OwnTable = (table) => table;

/** Names of the tables of a member of a cluster. */
export const localTable: OwnTable = (table) => `${table}_local`;
