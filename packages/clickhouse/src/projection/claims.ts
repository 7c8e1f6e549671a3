import { z } from 'zod';
import type { Fence, Writer } from '../database.ts';
import { bigInteger, defineQuery, integer } from '../query.ts';
import { FACT_TABLES, type FactTable } from '../tables.ts';

export type ClaimOptions = {
  readonly writer: Writer;
  readonly table: FactTable;
  /** Log partitions. */
  readonly kps: readonly number[];
  /** Never used for another claim: an owner that lost a partition and got it back is a stranger. */
  readonly owner: string;
};

/** A claim was overtaken by a later one; whoever made that one is the owner now. */
export class ClaimOvertakenError extends Error {
  override readonly name = 'ClaimOvertakenError';
}

/**
 * Makes `owner` the one who may write rows of these log partitions: inserts under an earlier claim
 * fail from now on. Those that began before may still commit: see `runningInserts`. Rejects with
 * `ClaimOvertakenError` when another claim came at the same time and goes before.
 */
export const claimPartitions = async (options: ClaimOptions): Promise<Fence> => {
  const { writer, table, owner } = options;
  const kps = [...options.kps];
  const before = await writer.query(latestClaims, { table, kps });
  const epochOf = (kp: number): bigint => before.find((claim) => claim.kp === kp)?.last_epoch ?? 0n;
  await writer.insert({
    table: 'claims',
    columns: ['table_name', 'kp', 'epoch', 'owner'],
    rows: kps.map((kp) => [table, kp, (epochOf(kp) + 1n).toString(), owner]),
  });
  const server = writer.cluster === null ? null : await identityOf(writer);
  const fence = { table, kps, owner, server, structure: await structureOf(writer, table) };
  if (!(await holdsClaims(writer, fence))) {
    throw new ClaimOvertakenError(`another projector claimed partitions of ${table}`);
  }
  return fence;
};

/** Whether the claims behind a fence are still the latest. */
export const holdsClaims = async (
  writer: Writer,
  { table, kps, owner }: Pick<Fence, 'table' | 'kps' | 'owner'>,
): Promise<boolean> => {
  const latest = await writer.query(latestClaims, { table, kps: [...kps] });
  return latest.length === kps.length && latest.every((claim) => claim.last_owner === owner);
};

const latestClaims = defineQuery({
  name: 'latest-claims',
  sql: (own) => `
    SELECT kp,
      toString(max(epoch)) AS last_epoch,
      argMax(owner, (epoch, owner)) AS last_owner
    FROM emberlog.${own('claims')}
    WHERE table_name = {table:String} AND has({kps:Array(UInt16)}, kp)
    GROUP BY kp`,
  params: z.object({ table: z.enum(FACT_TABLES), kps: z.array(z.number()) }),
  row: z.object({ kp: integer, last_epoch: bigInteger, last_owner: z.string() }),
});

const columnTypes = defineQuery({
  name: 'column-types',
  sql: `
    SELECT name, type
    FROM system.columns
    WHERE database = 'emberlog' AND table = {table:String}
    ORDER BY position`,
  params: z.object({ table: z.enum(FACT_TABLES) }),
  row: z.object({ name: z.string(), type: z.string() }),
});

const serverIdentity = defineQuery({
  name: 'server-identity',
  sql: 'SELECT toString(serverUUID()) AS identity',
  params: z.object({}),
  row: z.object({ identity: z.string() }),
});

const identityOf = async (writer: Writer): Promise<string> => {
  const [row] = await writer.query(serverIdentity, {});
  return serverIdentity.row.parse(row).identity;
};

const structureOf = async (
  writer: Writer,
  table: FactTable,
): Promise<ReadonlyMap<string, string>> => {
  const columns = await writer.query(columnTypes, { table });
  return new Map(columns.map(({ name, type }) => [name, type]));
};
