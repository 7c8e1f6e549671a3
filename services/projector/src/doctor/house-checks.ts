import {
  crowdedPartitions,
  disks,
  engineClock,
  readIdentities,
  type Reader,
} from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import { isUnfinished } from '../rebuild/job-book.ts';
import type { Rebuilder } from '../rebuild/rebuilder.ts';
import type { Check, Finding } from './finding.ts';

export type HouseCheckOptions = {
  readonly reader: Reader;
  readonly log: Pick<EventLog, 'bounds' | 'read'>;
  readonly rebuilds: Rebuilder;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** @default what is bearable */
  readonly limits?: HouseLimits;
};

/** Beyond which something is told. */
export type HouseLimits = {
  /** Share of a disk that is left. */
  readonly room: { readonly warns: number; readonly alarms: number };
  /** What clocks of machines that are kept in time may differ, ms. */
  readonly clocksMs: number;
  /** Active parts in one month of a table; the engine itself refuses inserts at 3,000. */
  readonly parts: number;
};

const BEARABLE: HouseLimits = { room: { warns: 0.15, alarms: 0.05 }, clocksMs: 2_000, parts: 300 };

/** Whether there is room, time is the same everywhere, and nothing was left lying about. */
export const houseChecks = (options: HouseCheckOptions): readonly Check[] => [
  { name: 'room on the disks', isThorough: false, look: async () => await room(options) },
  { name: 'clocks', isThorough: false, look: async () => await clocks(options) },
  { name: 'parts', isThorough: false, look: async () => await parts(options) },
  { name: 'rebuilds', isThorough: false, look: async () => await rebuilds(options) },
];

const room = async ({
  reader,
  limits: { room: least } = BEARABLE,
}: HouseCheckOptions): Promise<readonly Finding[]> =>
  (await reader.query(disks, {})).flatMap(({ name, free, total }) => {
    if (total === 0 || free / total >= least.warns) return [];
    return [
      {
        level: free / total >= least.alarms ? ('warning' as const) : ('alarm' as const),
        what: `the disk ${name} of the engine has ${gigabytes(free)} of ${gigabytes(total)} left`,
        means:
          'when it is full the tables stand still, and on the embedded default events are refused as well',
        mend: 'Free space on it, or move the data to a larger disk',
      },
    ];
  });

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

const clocks = async ({
  reader,
  log,
  clock,
  limits: { clocksMs } = BEARABLE,
}: HouseCheckOptions): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const means =
    'events are judged by the time of their arrival: some are refused as too old or too far ahead, and answers speak of another time';
  const mend = 'Keep the clocks of all machines synchronised (chrony or the like)';
  const before = clock();
  const [engine] = await reader.query(engineClock, {});
  const off = engine === undefined ? 0 : distance(engine.now_ms, before, clock());
  if (off > clocksMs) {
    const what = `the clock of ClickHouse differs from this machine's by ${(off / 1_000).toFixed(1)} s`;
    findings.push({ level: 'warning', what, means, mend });
  }
  const ahead = (await newestAppended(log)) - clock();
  if (ahead > clocksMs) {
    const what = `the newest record was appended ${(ahead / 1_000).toFixed(1)} s ahead of this machine's clock`;
    findings.push({ level: 'warning', what, means, mend });
  }
  return findings;
};

/** How far a time lies outside of a span. */
const distance = (time: number, from: number, to: number): number =>
  Math.max(0, from - time, time - to);

const newestAppended = async (log: Pick<EventLog, 'bounds' | 'read'>): Promise<number> => {
  const records = await Promise.all(
    (await log.bounds())
      .filter(({ first, end }) => end > first)
      .map(
        async ({ topic, partition, end }) => await log.read({ topic, partition, offset: end - 1 }),
      ),
  );
  return Math.max(0, ...records.map((record) => record?.appended ?? 0));
};

const parts = async ({
  reader,
  limits: { parts: bearable } = BEARABLE,
}: HouseCheckOptions): Promise<readonly Finding[]> => {
  const [most] = await reader.query(crowdedPartitions, {});
  if (most === undefined || most.parts < bearable) return [];
  return [
    {
      level: 'warning',
      what: `the table ${most.table_name} has ${most.parts} parts in ${most.month}`,
      means:
        'merges do not keep up with inserts: questions become slow, and beyond 3,000 parts nothing is inserted',
      mend: 'Give the engine more processors or a faster disk; see whether something else keeps them busy',
    },
  ];
};

const rebuilds = async ({
  reader,
  rebuilds: rebuilder,
}: HouseCheckOptions): Promise<readonly Finding[]> => {
  const [{ beside }, jobs] = [await readIdentities(reader), await rebuilder.list()];
  const unfinished = jobs.find(isUnfinished);
  if (unfinished !== undefined) {
    const { id, report } = unfinished;
    return report.trouble === null
      ? []
      : [
          {
            level: 'warning',
            what: `the rebuild ${id} does not go on: ${report.trouble}`,
            means: 'what is served stays as it is',
            mend: `emberlog rebuild cancel ${id}`,
          },
        ];
  }
  const [newest] = jobs;
  const failed =
    newest?.state === 'failed'
      ? [
          {
            level: 'warning' as const,
            what: `the last rebuild failed: ${newest.report.trouble ?? 'it did not say why'}`,
            means: 'what is served stays as it was',
            mend: 'emberlog rebuild --dry-run',
          },
        ]
      : [];
  return [
    ...failed,
    ...[...beside.keys()].map((table) => ({
      level: 'ok' as const,
      what: `an earlier ${table} is kept beside the served one, to be switched back to`,
      means: null,
      mend: null,
    })),
  ];
};
