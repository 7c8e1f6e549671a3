/** Directories of LMDB files, each with a `data.mdb`; below a data directory and below a backup. */
export const LOG = 'log';
export const SUBSCRIPTIONS = 'subscriptions';
/** Readers' addresses. Their keys lie beside it, in `addresses/row-keys`, and are in no backup. */
export const ADDRESS_ROWS = 'addresses/rows';
