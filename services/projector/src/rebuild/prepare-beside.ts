import { randomUUID } from 'node:crypto';
import {
  besideName,
  besideReader,
  createBeside,
  dropBeside,
  isSameDefinition,
  readIdentities,
  tablePosition,
  type FactTable,
  type Fence,
  type TableMark,
} from '@emberlog/clickhouse';
import type { EventLog, PartitionBounds } from '@emberlog/event-log';
import { claimOrFail } from '../checks/claim-or-fail.ts';
import { boundsOf } from '../checks/empty-tables.ts';
import { readLast, resumePoint } from '../checks/held-partitions.ts';
import { brokenParts } from '../checks/inspect-tables.ts';
import { judgeTable } from '../checks/judge-table.ts';
import { untilNoEarlierInsert } from '../checks/ownership.ts';
import type { Engine } from '../engine/guard-engine.ts';
import type { ResumePoint } from '../tenure/table-pipeline.ts';

export type PrepareOptions = {
  readonly log: EventLog;
  readonly engine: Engine;
  /** Whether other processes fill the same tables. */
  readonly isShared: boolean;
  readonly table: FactTable;
  /** What is to be made. */
  readonly mark: TableMark;
  /** Whether what another rebuild made by the same definition goes on, rather than begin anew. */
  readonly goesOn: boolean;
};

export type Prepared = {
  /** Where the table ends, in every partition. */
  readonly points: readonly ResumePoint[];
  /** What it is written under. */
  readonly fence: Fence | undefined;
};

/**
 * Makes the table beside the served one, or goes on with the one that is there where it is whole and
 * made alike. Its position is read once no insert of somebody before can come to it any more.
 */
export const prepareBeside = async (options: PrepareOptions): Promise<Prepared> => {
  const { log, engine, table, mark, goesOn } = options;
  const { served, beside } = await readIdentities(engine.writer);
  const there = beside.get(table);
  const isOurs =
    there !== undefined &&
    there.shape === served[table].shape &&
    (there.madeBy === mark.madeBy || goesOn) &&
    isSameDefinition(there.definition, mark.definition);
  const bounds = boundsOf(table, await log.bounds());
  if (isOurs) {
    const fence = await claim(options, bounds);
    const points = await wholePoints(options, bounds);
    if (points !== null) return { points, fence };
  }
  await engine.writer.command(dropBeside(table));
  await engine.writer.command(createBeside(table, mark));
  const points = bounds.map(({ partition }) => ({ partition, next: 0, logged: 0 }));
  return { points, fence: await claim(options, bounds) };
};

const claim = async (
  { engine, isShared, table }: PrepareOptions,
  bounds: readonly PartitionBounds[],
): Promise<Fence | undefined> => {
  const { writer } = engine;
  const kps = bounds.map(({ partition }) => partition);
  const fence = isShared
    ? await claimOrFail({ writer, table: besideName(table), kps, owner: randomUUID() })
    : undefined;
  await untilNoEarlierInsert(writer);
  return fence;
};

/** Null where the table beside is not a whole prefix of the log. */
const wholePoints = async (
  options: PrepareOptions,
  bounds: readonly PartitionBounds[],
): Promise<readonly ResumePoint[] | null> => {
  const { engine, table } = options;
  // Who writes must not wait for every file to be read.
  if ((await brokenParts(besideReader(engine.reader), table)) !== null) return null;
  const held = await heldWhole(options, bounds);
  return held === null ? null : bounds.map((bound) => resumePoint(bound, held));
};

/** What the table beside holds, null where that is not a whole prefix of the log. */
export const heldWhole = async (
  { log, engine, table }: Pick<PrepareOptions, 'log' | 'engine' | 'table'>,
  bounds: readonly PartitionBounds[],
) => {
  const held = await besideReader(engine.writer).query(tablePosition(table), {});
  const lastRecords = await readLast(log, held, bounds);
  const damage = judgeTable({ table, held, bounds, partitions: bounds.length, lastRecords });
  return damage === null ? held : null;
};
