import { randomUUID } from 'node:crypto';
import {
  besideName,
  besideReader,
  copyRows,
  createBeside,
  dropBeside,
  isSameDefinition,
  loggedBelow,
  readExpired,
  readIdentities,
  tablePosition,
  type FactTable,
  type Fence,
  type OffsetSpan,
  type TableMark,
} from '@emberlog/clickhouse';
import type { EventLog, PartitionBounds } from '@emberlog/event-log';
import { claimOrFail } from '../checks/claim-or-fail.ts';
import { boundsOf } from '../checks/empty-tables.ts';
import { readLast, resumePoint } from '../checks/held-partitions.ts';
import { brokenParts } from '../checks/inspect-tables.ts';
import { judgeTable } from '../checks/judge-table.ts';
import { ProjectionRefusedError } from '../checks/projection-refused-error.ts';
import { untilNoEarlierInsert } from '../checks/ownership.ts';
import type { Engine } from '../engine/guard-engine.ts';
import type { ResumePoint } from '../tenure/table-pipeline.ts';
import { RebuildRefusedError } from './rebuild-refused-error.ts';

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
  /** Ends the work; what was made so far stays. */
  readonly stop: AbortSignal;
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
  const gone = await spansGone(options, bounds);
  if (!isSameDefinition(served[table].definition, mark.definition)) refuseCopies(table, gone);
  await engine.writer.command(dropBeside(table));
  await engine.writer.command(createBeside(table, mark));
  const fence = await claim(options, bounds);
  return { points: await copyGone(options, { bounds, gone, fence }), fence };
};

/** What the table must have, and the log has no longer. */
const spansGone = async (
  { engine, table }: PrepareOptions,
  bounds: readonly PartitionBounds[],
): Promise<readonly OffsetSpan[]> => {
  const expired = await readExpired(engine.writer, table);
  return bounds
    .map(({ partition: kp, first: to }) => ({ kp, from: (expired.get(kp) ?? -1) + 1, to }))
    .filter(({ from, to }) => from < to);
};

/** Throws `RebuildRefusedError` where rows would be copied that are to be made by another definition. */
const refuseCopies = (table: FactTable, [span]: readonly OffsetSpan[]): void => {
  if (span === undefined) return;
  throw new RebuildRefusedError(
    `the log no longer has offsets ${span.from} to ${span.to - 1} of partition ${span.kp} of ${table}, which could only be copied as they are: made by another definition they need an archive of the log`,
  );
};

/** Offsets that one statement copies: on the one connection that writes, what is projected waits for it. */
const COPIED_AT_A_TIME = 1_000_000;

/**
 * Copies from the served table what the log no longer has; what follows is made from the log. Resolves
 * with where it begins.
 */
const copyGone = async (
  { engine, table, stop }: PrepareOptions,
  {
    bounds,
    gone,
    fence,
  }: {
    readonly bounds: readonly PartitionBounds[];
    readonly gone: readonly OffsetSpan[];
    readonly fence: Fence | undefined;
  },
): Promise<readonly ResumePoint[]> => {
  for (const { kp, from: begin, to: end } of gone) {
    for (let from = begin; from < end; from += COPIED_AT_A_TIME) {
      stop.throwIfAborted();
      const span = { kp, from, to: Math.min(end, from + COPIED_AT_A_TIME) };
      await engine.writer.command(copyRows(table, span, fence));
    }
  }
  const prefix = { kps: gone.map(({ kp }) => kp), offs: gone.map(({ to }) => to) };
  const logged = gone.length === 0 ? [] : await engine.writer.query(loggedBelow(table), prefix);
  return bounds.map(({ partition, first }) => ({
    partition,
    next: first,
    logged: logged.find(({ kp }) => kp === partition)?.logged_ms ?? 0,
  }));
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

/** Null where the table beside is not a whole prefix of this log, or the log no longer has what follows. */
const wholePoints = async (
  options: PrepareOptions,
  bounds: readonly PartitionBounds[],
): Promise<readonly ResumePoint[] | null> => {
  const { engine, table } = options;
  // Who writes must not wait for every file to be read.
  if ((await brokenParts(besideReader(engine.reader), table)) !== null) return null;
  const held = await heldWhole(options, bounds).catch((error: unknown) => {
    if (error instanceof ProjectionRefusedError) return null;
    throw error;
  });
  return held === null ? null : bounds.map((bound) => resumePoint(bound, held));
};

/** What the table beside holds, null where that is not a whole prefix of the log. */
export const heldWhole = async (
  { log, engine, table }: Pick<PrepareOptions, 'log' | 'engine' | 'table'>,
  bounds: readonly PartitionBounds[],
) => {
  const held = await besideReader(engine.writer).query(tablePosition(table), {});
  const lastRecords = await readLast(log, held, bounds);
  const expired = await readExpired(engine.writer, table);
  const partitions = bounds.length;
  const damage = judgeTable({ table, held, bounds, partitions, lastRecords, expired });
  return damage === null ? held : null;
};
