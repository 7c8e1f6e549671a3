import type { FactTable } from '@emberlog/clickhouse';
import type { Logger } from '@emberlog/service-kit';
import type { CheckedTable } from './checks/check-tables.ts';
import type { Ends } from './tenure/pipeline.ts';

/** How far the tables are, and what to say of it. */
export type Progress = {
  readonly checking: (table: FactTable) => void;
  /** Damaged tables are about to be emptied. */
  readonly emptying: () => void;
  /** Positions were checked, projecting goes on from them. */
  readonly resumed: (tables: readonly CheckedTable[]) => void;
  readonly committed: (table: FactTable, ends: Ends) => void;
  /** A partition stands still at its offset: what comes after it is not waited for. */
  readonly tripped: (at: {
    readonly table: FactTable;
    readonly partition: number;
    readonly offset: number;
  }) => void;
  /** Projecting failed for the reason given and is tried again; the tables are as they were. */
  readonly interrupted: (reason: string) => void;
  /** Projecting stopped for good. */
  readonly stopped: (reason: string) => void;
  /** Null once checks passed and every record known at the start is projected: the tables may be served. */
  readonly status: () => string | null;
  /** Why nothing new comes into the tables at present, or null. */
  readonly trouble: () => string | null;
};

export type ProgressOptions = {
  readonly logger: Logger;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Hears the sentence of `status` at most every two seconds while tables catch up. */
  readonly onLine?: (line: string) => void;
  /** Hears of trouble when it begins or changes, and null when it is over. */
  readonly onTrouble?: (trouble: string | null) => void;
};

type Part = { next: number; readonly target: number };
type Catching = { readonly again: boolean; readonly parts: Map<number, Part> };

const LINE_EVERY_MS = 2_000;

export const createProgress = (options: ProgressOptions): Progress => {
  const { logger, clock, onLine, onTrouble } = options;
  const tables = new Map<FactTable, Catching>();
  const stopping = new Map<string, number>();
  let activity: string | null = 'starting';
  let trouble: string | null = null;
  let lastLine = clock();

  const setTrouble = (found: string | null): void => {
    if (found === trouble) return;
    trouble = found;
    onTrouble?.(found);
  };

  const status = (): string | null => {
    if (activity !== null) return activity;
    for (const [table, catching] of tables) {
      const { done, total } = countOf(catching);
      if (done < total) return sentence(table, catching.again, done, total);
    }
    return null;
  };

  return {
    status,
    checking: (table) => {
      activity = `checking ${table}`;
    },
    emptying: () => {
      activity = 'emptying damaged tables';
    },
    trouble: () => trouble,
    tripped: ({ table, partition, offset }) => {
      stopping.set(`${table} ${partition}`, offset);
    },
    interrupted: setTrouble,
    stopped: (reason) => {
      activity = `stopped: ${reason}`;
      setTrouble(activity);
    },
    resumed: (checked) => {
      // Without a partition of it, nothing more is to be caught up with here.
      for (const table of [...tables.keys()]) {
        if (checked.every((each) => each.table !== table)) tables.delete(table);
      }
      for (const name of [...stopping.keys()]) {
        const isOurs = checked.some(
          ({ table, again, points }) =>
            !again && points.some(({ partition }) => name === `${table} ${partition}`),
        );
        if (!isOurs) stopping.delete(name);
      }
      for (const { table, again, points } of checked) {
        const before = tables.get(table);
        // Later lag is not catching up: the target stays where the log ended at the start.
        const targetOf = (partition: number, end: number): number =>
          Math.min(
            again ? end : (before?.parts.get(partition)?.target ?? end),
            stopping.get(`${table} ${partition}`) ?? Number.POSITIVE_INFINITY,
          );
        const parts = new Map(
          points.map(({ partition, next, end }) => [
            partition,
            { next, target: targetOf(partition, end) },
          ]),
        );
        const unfinished = before !== undefined && before.again && !isDone({ ...before, parts });
        tables.set(table, { again: again || unfinished, parts });
      }
      activity = null;
      // An insert whose answer was lost may have been the last: then no commit will tell.
      const isComplete = checked.every(({ points }) =>
        points.every(({ next, end }) => next >= end),
      );
      if (isComplete) setTrouble(null);
    },
    committed: (table, ends) => {
      setTrouble(null);
      const catching = tables.get(table);
      if (catching === undefined || isDone(catching)) return;
      for (const [partition, end] of ends) {
        const part = catching.parts.get(partition);
        if (part !== undefined) part.next = end;
      }
      const { done, total } = countOf(catching);
      const line = sentence(table, catching.again, done, total);
      if (clock() - lastLine < LINE_EVERY_MS && done < total) return;
      lastLine = clock();
      logger.info({ table, done, total, again: catching.again }, 'projecting');
      onLine?.(line);
    },
  };
};

const countOf = ({ parts }: Catching): { done: number; total: number } => {
  let done = 0;
  let total = 0;
  for (const { next, target } of parts.values()) {
    done += Math.min(next, target);
    total += target;
  }
  return { done, total };
};

const isDone = (catching: Catching): boolean => {
  const { done, total } = countOf(catching);
  return done === total;
};

const sentence = (table: FactTable, again: boolean, done: number, total: number): string =>
  `projecting ${table}${again ? ' again' : ''}: ${grouped(done)} of ${grouped(total)} records`;

const grouped = (count: number): string => count.toLocaleString('en-US');
