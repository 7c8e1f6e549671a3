import { z } from 'zod';
import { clusterStatements } from '../cluster/cluster-statements.ts';
import type { Writer } from '../database.ts';
import { bigInteger, defineQuery } from '../query.ts';
import { READER_KEY_TABLE } from './reader-pseudonym-sql.ts';

/** No migration makes it: a backup is without keys, and what is restored from one must get it back. */
const TABLE = `
CREATE TABLE IF NOT EXISTS emberlog.${READER_KEY_TABLE}
(
  k0 UInt64 COMMENT 'first half of the key that views hash pseudonyms with',
  k1 UInt64 COMMENT 'second half'
)
ENGINE = MergeTree
ORDER BY k0`;

/** What makes the table where it is missing. */
export const readerKeyStatements = (cluster: string | null): readonly string[] =>
  cluster === null ? [TABLE] : clusterStatements(TABLE, { cluster, migration: READER_KEY_TABLE });

const settledKeys = defineQuery({
  name: 'reader-keys',
  sql: (own) =>
    `SELECT DISTINCT toString(k0) AS k0, toString(k1) AS k1 FROM emberlog.${own(READER_KEY_TABLE)}`,
  params: z.object({}),
  row: z.object({ k0: bigInteger, k1: bigInteger }),
});

/** Puts the key where the views find it; its first 16 bytes are used. Several processes may do so at a time. */
export const settleReaderKey = async (writer: Writer, key: Uint8Array): Promise<void> => {
  for (const sql of readerKeyStatements(writer.cluster)) await writer.command(sql);
  const halves = new DataView(key.buffer, key.byteOffset, 16);
  const [k0, k1] = [halves.getBigUint64(0), halves.getBigUint64(8)];
  const settled = await writer.query(settledKeys, {});
  if (settled.length === 1 && settled[0]?.k0 === k0 && settled[0].k1 === k1) return;
  if (settled.length > 0) {
    await writer.command((own) => `TRUNCATE TABLE emberlog.${own(READER_KEY_TABLE)}`);
  }
  await writer.insert({
    table: READER_KEY_TABLE,
    columns: ['k0', 'k1'],
    rows: [[k0.toString(), k1.toString()]],
  });
};
