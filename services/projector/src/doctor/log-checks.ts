import {
  FACT_TABLES,
  readExpired,
  tablePosition,
  type FactTable,
  type Reader,
} from '@emberlog/clickhouse';
import type { EventLog, PartitionBounds, Topic } from '@emberlog/event-log';
import { readLast, resumePoint } from '../checks/held-partitions.ts';
import { ProjectionRefusedError } from '../checks/projection-refused-error.ts';
import { judgeTable } from '../checks/judge-table.ts';
import type { Check, Finding } from './finding.ts';

export type LogCheckOptions = {
  readonly log: Pick<EventLog, 'bounds' | 'read'>;
  readonly reader: Reader;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** How long a topic keeps a record, ms; null for ever. */
  readonly retentionOf: (topic: Topic) => number | null;
};

/** Whether the tables are of this log, and the log still has what they need. */
export const logChecks = (options: LogCheckOptions): readonly Check[] => [
  sameLogCheck(options),
  { name: 'lag', isThorough: false, look: async () => await lag(options) },
  { name: 'retention', isThorough: false, look: async () => await retention(options) },
];

/** Whether the tables are of this log, each row of its record. */
export const sameLogCheck = (options: Pick<LogCheckOptions, 'log' | 'reader'>): Check => ({
  name: 'the log of the tables',
  isThorough: false,
  look: async () => await belongs(options),
});

const belongs = async ({
  log,
  reader,
}: Pick<LogCheckOptions, 'log' | 'reader'>): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const table of FACT_TABLES) {
    const held = await reader.query(tablePosition(table), {});
    // After the table: what is told before a drop is not missed then.
    const expired = await readExpired(reader, table);
    // After the table, which would otherwise be ahead of a log that grows.
    const own = (await log.bounds()).filter(({ topic }) => topic === `emberlog.${table}`);
    const lastRecords = await readLast(log, held, own);
    try {
      const evidence = { table, held, bounds: own, partitions: own.length, lastRecords, expired };
      const damage = judgeTable(evidence);
      if (damage !== null) findings.push(damaged(table, damage));
    } catch (error) {
      if (!(error instanceof ProjectionRefusedError)) throw error;
      findings.push({
        level: 'alarm',
        what: error.message,
        means: 'the projector will not go on with this log at its next start',
        mend: 'Bring back the log that the tables are of, or start with an empty database',
      });
    }
  }
  return findings;
};

const damaged = (table: FactTable, damage: string): Finding => ({
  level: 'alarm',
  what: `of ${table}, ${damage}`,
  means: 'records of the log are missing in the table, or are there twice: its counts are wrong',
  mend: `emberlog rebuild --table ${table} --accept-drift`,
});

type Behind = {
  readonly table: FactTable;
  readonly bounds: PartitionBounds;
  /** The first offset that the table lacks, and when its record was appended (ms UTC) where the log has it. */
  readonly next: number;
  readonly appended: number | null;
};

const behind = async ({ log, reader }: LogCheckOptions): Promise<readonly Behind[]> => {
  const all = await log.bounds();
  const found: Behind[] = [];
  for (const table of FACT_TABLES) {
    const held = await reader.query(tablePosition(table), {});
    for (const bounds of all.filter(({ topic }) => topic === `emberlog.${table}`)) {
      const { next } = resumePoint(bounds, held);
      if (next >= bounds.end) continue;
      const { topic, partition } = bounds;
      const record = await log.read({ topic, partition, offset: Math.max(next, bounds.first) });
      found.push({ table, bounds, next, appended: record?.appended ?? null });
    }
  }
  return found;
};

/** What a table may lag while all is well, ms. */
const LAG_WARNS_MS = 30_000;
const LAG_ALARMS_MS = 300_000;

const lag = async (options: LogCheckOptions): Promise<readonly Finding[]> => {
  const now = options.clock();
  return (await behind(options)).flatMap(({ table, bounds, next, appended }) => {
    const age = appended === null ? 0 : now - appended;
    if (age < LAG_WARNS_MS) return [];
    return [
      {
        level: age < LAG_ALARMS_MS ? ('warning' as const) : ('alarm' as const),
        what: `partition ${bounds.partition} of ${table} is ${bounds.end - next} records behind the log, the oldest of them ${seconds(age)} old`,
        means: 'answers are as old as that; nothing is lost',
        mend: 'See what the projector says (emberlog status), and whether it runs at all',
      },
    ];
  });
};

/** An unread record that has used up so much of its time is an alarm. */
const SHARE_OF_RETENTION = 0.5;

const retention = async (options: LogCheckOptions): Promise<readonly Finding[]> => {
  const now = options.clock();
  return (await behind(options)).flatMap(({ table, bounds, next, appended }): Finding[] => {
    const mend =
      'Lengthen the retention of the topic at once (kafka-configs.sh --alter --add-config retention.ms=…), then see why the projector does not read';
    if (next < bounds.first) {
      return [
        {
          level: 'alarm',
          what: `the log no longer holds offsets ${next} to ${bounds.first - 1} of partition ${bounds.partition} of ${table}, which were never read`,
          means: 'these records are lost to the tables',
          mend: 'Restore a backup of the log or of the tables that has them',
        },
      ];
    }
    const kept = options.retentionOf(bounds.topic);
    if (kept === null || appended === null || now - appended < kept * SHARE_OF_RETENTION) return [];
    return [
      {
        level: 'alarm',
        what: `offset ${next} of partition ${bounds.partition} of ${table} is unread, and the log drops it in ${seconds(Math.max(0, appended + kept - now))}`,
        means: 'records will be lost to the tables',
        mend,
      },
    ];
  });
};

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;
