import {
  besideWriter,
  createBeside,
  dropBeside,
  isSameDefinition,
  markBeside,
  readIdentities,
  tablePosition,
  type FactTable,
  type TableMark,
} from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import { boundsOf } from '../checks/empty-tables.ts';
import { readLast, resumePoint } from '../checks/held-partitions.ts';
import { brokenParts } from '../checks/inspect-tables.ts';
import { judgeTable } from '../checks/judge-table.ts';
import type { Engine } from '../engine/guard-engine.ts';
import type { ResumePoint } from '../tenure/table-pipeline.ts';

export type PrepareOptions = {
  readonly log: EventLog;
  readonly engine: Engine;
  readonly table: FactTable;
  /** What is to be made. */
  readonly mark: TableMark;
  /** Whether what another rebuild made by the same definition goes on, rather than begin anew. */
  readonly goesOn: boolean;
};

/**
 * Makes the table beside the served one, or goes on with the one that is there where it is whole and
 * made alike. Resolves with where it ends in every partition.
 */
export const prepareBeside = async (options: PrepareOptions): Promise<readonly ResumePoint[]> => {
  const { log, engine, table, mark, goesOn } = options;
  const { writer } = engine;
  const identities = await readIdentities(writer);
  const there = identities.beside.get(table);
  const isOurs =
    there !== undefined &&
    there.shape === identities.served[table].shape &&
    (there.madeBy === mark.madeBy || goesOn) &&
    isSameDefinition(there.definition, mark.definition);
  const bounds = boundsOf(table, await log.bounds());
  if (isOurs) {
    const points = await wholePoints(options, bounds);
    if (points !== null) {
      // Whose table is served after a switch, tells whether the switch was made.
      if (there.madeBy !== mark.madeBy) await writer.command(markBeside(table, mark));
      return points;
    }
  }
  await writer.command(dropBeside(table));
  await writer.command(createBeside(table, mark));
  return bounds.map(({ partition }) => ({ partition, next: 0, logged: 0 }));
};

/** Null where the table beside is not a whole prefix of the log. */
const wholePoints = async (
  { log, engine, table }: PrepareOptions,
  bounds: ReturnType<typeof boundsOf>,
): Promise<readonly ResumePoint[] | null> => {
  const beside = besideWriter(engine.writer);
  if ((await brokenParts(beside, table)) !== null) return null;
  const held = await beside.query(tablePosition(table), {});
  const lastRecords = await readLast(log, held, bounds);
  if (judgeTable({ table, held, bounds, partitions: bounds.length, lastRecords }) !== null) {
    return null;
  }
  return bounds.map((bound) => resumePoint(bound, held));
};
