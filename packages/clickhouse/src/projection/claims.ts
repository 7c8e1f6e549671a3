import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { besideName, type ClaimedTable } from '../beside/beside-table.ts';
import type { Fence, Writer } from '../database.ts';
import { bigInteger, defineQuery, integer } from '../query.ts';
import { FACT_TABLES } from '../tables.ts';

export type ClaimOptions = {
  readonly writer: Writer;
  readonly table: ClaimedTable;
  /** Log partitions. */
  readonly kps: readonly number[];
  /** Never used for another claim: an owner that lost a partition and got it back is a stranger. */
  readonly owner: string;
};

/** A claim was overtaken by a later one, or must not be made now; whoever made that one is the owner. */
export class ClaimOvertakenError extends Error {
  override readonly name = 'ClaimOvertakenError';
}

/** Of equal epochs the greatest owner counts: this is greater than any name of a tenure. */
const SWITCHING = 'switch:';
const RELEASED = 'released';

/** How long nobody else may claim what is claimed for a switch: who made it may have died, ms. */
export const SWITCH_LEASE_MS = 30_000;

/** An owner that takes partitions from all who fill a table, for as long as it is exchanged. */
export const switchOwner = (): string => `${SWITCHING}${randomUUID()}`;

/**
 * Makes `owner` the one who may write rows of these log partitions: inserts under an earlier claim
 * fail from now on. Those that began before may still commit: see `runningInserts`. Rejects with
 * `ClaimOvertakenError` when another claim came at the same time and goes before, and while tables
 * are exchanged.
 */
export const claimPartitions = async (options: ClaimOptions): Promise<Fence> => {
  const { writer, table, owner } = options;
  const kps = [...options.kps];
  const before = await writer.query(latestClaims, { table, kps });
  if (before.some((claim) => isHeld(claim) && claim.last_owner !== owner)) {
    throw new ClaimOvertakenError(`the table ${table} is exchanged for another`);
  }
  await insertClaims(writer, { table, kps, owner }, before);
  const [server, identity, structure] = [
    writer.cluster === null ? null : await identityOf(writer),
    await tableIdentityOf(writer, table),
    await structureOf(writer, table),
  ];
  const fence = { table, kps, owner, server, identity, structure };
  if (!(await holdsClaims(writer, fence))) {
    throw new ClaimOvertakenError(`another projector claimed partitions of ${table}`);
  }
  return fence;
};

/** Lets others claim at once what was claimed for a switch. */
export const releaseClaims = async (writer: Writer, claimed: Omit<ClaimOptions, 'writer'>) => {
  const before = await writer.query(latestClaims, { table: claimed.table, kps: [...claimed.kps] });
  const own = before.filter(({ last_owner: owner }) => owner === claimed.owner);
  const kps = own.map(({ kp }) => kp);
  await insertClaims(writer, { table: claimed.table, kps, owner: RELEASED }, own);
};

type Claimed = Awaited<ReturnType<typeof latestOf>>[number];

const isHeld = ({ last_owner: owner, age_ms: age }: Claimed): boolean =>
  owner.startsWith(SWITCHING) && age < SWITCH_LEASE_MS;

const insertClaims = async (
  writer: Writer,
  { table, kps, owner }: Omit<ClaimOptions, 'writer'>,
  before: readonly Claimed[],
): Promise<void> => {
  const epochOf = (kp: number): bigint => before.find((claim) => claim.kp === kp)?.last_epoch ?? 0n;
  await writer.insert({
    table: 'claims',
    columns: ['table_name', 'kp', 'epoch', 'owner'],
    rows: kps.map((kp) => [table, kp, (epochOf(kp) + 1n).toString(), owner]),
  });
};

/** Whether the claims behind a fence are still the latest. */
export const holdsClaims = async (
  writer: Writer,
  { table, kps, owner }: Omit<ClaimOptions, 'writer'>,
): Promise<boolean> => {
  const latest = await latestOf(writer, table, kps);
  return latest.length === kps.length && latest.every((claim) => claim.last_owner === owner);
};

/** How long ago the oldest of these claims was made, ms by the clock of the server; null where one is not the latest. */
export const ageOfClaims = async (
  writer: Writer,
  { table, kps, owner }: Omit<ClaimOptions, 'writer'>,
): Promise<number | null> => {
  const latest = await latestOf(writer, table, kps);
  const isOurs =
    latest.length === kps.length && latest.every((claim) => claim.last_owner === owner);
  return isOurs ? Math.max(...latest.map((claim) => claim.age_ms)) : null;
};

const latestOf = async (writer: Writer, table: ClaimedTable, kps: readonly number[]) =>
  await writer.query(latestClaims, { table, kps: [...kps] });

const claimedTable = z.enum([...FACT_TABLES, ...FACT_TABLES.map(besideName)]);

const latestClaims = defineQuery({
  name: 'latest-claims',
  sql: (own) => `
    SELECT kp,
      toString(max(epoch)) AS last_epoch,
      argMax(owner, (epoch, owner)) AS last_owner,
      dateDiff('millisecond', argMax(claimed_at, (epoch, owner)), now64(3)) AS age_ms
    FROM emberlog.${own('claims')}
    WHERE table_name = {table:String} AND has({kps:Array(UInt16)}, kp)
    GROUP BY kp`,
  params: z.object({ table: claimedTable, kps: z.array(z.number()) }),
  row: z.object({ kp: integer, last_epoch: bigInteger, last_owner: z.string(), age_ms: integer }),
});

const columnTypes = defineQuery({
  name: 'column-types',
  sql: `
    SELECT name, type
    FROM system.columns
    WHERE database = 'emberlog' AND table = {table:String}
    ORDER BY position`,
  params: z.object({ table: claimedTable }),
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

const tableIdentity = (table: ClaimedTable) =>
  defineQuery({
    name: 'table-identity',
    sql: (own) => `
      SELECT toString(uuid) AS identity
      FROM system.tables
      WHERE database = 'emberlog' AND name = '${own(table)}'`,
    params: z.object({}),
    row: z.object({ identity: z.string() }),
  });

const tableIdentityOf = async (writer: Writer, table: ClaimedTable): Promise<string> => {
  const [row] = await writer.query(tableIdentity(table), {});
  if (row === undefined) throw new Error(`there is no table ${table}`);
  return row.identity;
};

const structureOf = async (
  writer: Writer,
  table: ClaimedTable,
): Promise<ReadonlyMap<string, string>> => {
  const columns = await writer.query(columnTypes, { table });
  return new Map(columns.map(({ name, type }) => [name, type]));
};
