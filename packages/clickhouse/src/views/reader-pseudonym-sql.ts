/** The table with the one key that pseudonyms are hashed with again; see decision 26. */
export const READER_KEY_TABLE = 'reader_key';

/**
 * The key as a row to be joined, never a constant: the engine writes constants, also those of
 * subqueries, into plans and errors. Without a key there is no row, and a view gives none.
 */
export const READER_KEY_SQL = `(
  SELECT any(tuple(k0, k1)) AS reader_key FROM emberlog.${READER_KEY_TABLE} HAVING count() > 0
) AS k`;

/** 16 hexadecimal digits, since many clients round integers of 64 bits. */
export const pseudonymSql = (column: string): string =>
  `leftPad(lower(hex(sipHash64Keyed(k.reader_key, ${column}))), 16, '0')`;
