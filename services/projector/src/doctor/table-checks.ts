import {
  FACT_TABLES,
  heldPrefix,
  missingLetters,
  readExpired,
  ROLLED_UP_TABLES,
  rollupDifferences,
  spanPlaces,
  tablePosition,
  unfoldedVotes,
  type FactTable,
  type Reader,
} from '@emberlog/clickhouse';
import { brokenParts } from '../checks/inspect-tables.ts';
import type { Check, Finding } from './finding.ts';

/** Whether the tables are what the projector says that they are, by their own rows. */
export const tableChecks = (reader: Reader): readonly Check[] => [
  ...FACT_TABLES.map((table) => thorough(`offsets of ${table}`, () => offsets(reader, table))),
  ...[...FACT_TABLES, 'dead_letters' as const].map((table) =>
    thorough(`files of ${table}`, () => files(reader, table)),
  ),
  ...ROLLED_UP_TABLES.map((table) => thorough(`rollups of ${table}`, () => rollups(reader, table))),
  thorough('counts of votes', () => counts(reader)),
  ...FACT_TABLES.map((table) => thorough(`letters of ${table}`, () => letters(reader, table))),
];

const thorough = (name: string, look: Check['look']): Check => ({ name, isThorough: true, look });

const again = (table: FactTable): Pick<Finding, 'level' | 'mend'> => ({
  level: 'alarm',
  mend: `emberlog rebuild --table ${table} --accept-drift`,
});

const offsets = async (reader: Reader, table: FactTable): Promise<readonly Finding[]> => {
  const expired = await readExpired(reader, table);
  const held = await reader.query(tablePosition(table), {});
  const prefix = { kps: held.map(({ kp }) => kp), offs: held.map(({ last }) => last + 1) };
  const stored = new Map(
    (await reader.query(heldPrefix(table), prefix)).map((row) => [row.kp, row]),
  );
  const findings: Finding[] = [];
  for (const { kp, first, last, rows } of held) {
    const found = stored.get(kp);
    const span = last + 1 - first;
    const [expected] = await reader.query(spanPlaces, { first, rows: span });
    const isSound =
      first <= (expired.get(kp) ?? -1) + 1 &&
      rows === span &&
      found?.rows === rows &&
      found.places === expected?.places;
    if (isSound) continue;
    findings.push({
      ...again(table),
      what: `partition ${kp} of ${table} ends at offset ${last} and has ${found?.rows ?? 0} rows, ${rows} by its own account`,
      means:
        'records of the log are missing in the table, or are there twice: its counts are wrong',
    });
  }
  return findings;
};

const files = async (
  reader: Reader,
  table: FactTable | 'dead_letters',
): Promise<readonly Finding[]> => {
  const broken = await brokenParts(reader, table);
  if (broken === null) return [];
  return [
    {
      level: 'alarm',
      what: `of ${table}, ${broken}`,
      means:
        'a file of the table was changed by something else than the engine, as by a failing disk',
      mend: 'Look at the disk. Then restart the projector: it looks at every file and makes the table anew from the log',
    },
  ];
};

/** Rows come in while it looks: what is really wrong stays wrong. */
const LOOKS = 3;

const rollups = async (
  reader: Reader,
  table: (typeof ROLLED_UP_TABLES)[number],
): Promise<readonly Finding[]> => {
  const found = await lastingly(
    await sharesOf(reader, table),
    async (share) => (await reader.query(rollupDifferences(table), share))[0],
    (row) => row.hours,
  );
  return found === null
    ? []
    : [
        {
          ...again(table),
          what: `${found.hours} hours of items in the rollup of ${table} are not the sum of its rows, one of ${found.example}`,
          means: 'answers that read the rollup differ from those that read the rows',
        },
      ];
};

const counts = async (reader: Reader): Promise<readonly Finding[]> => {
  const found = await lastingly(
    await sharesOf(reader, 'votes'),
    async (share) => (await reader.query(unfoldedVotes, share))[0],
    (row) => row.items,
  );
  return found === null
    ? []
    : [
        {
          ...again('votes'),
          what: `the votes of ${found.items} items are not the number of readers whose latest event is a vote, one of ${found.example}`,
          means: 'the table does not say what its own events say: a vote was counted twice, or not',
        },
      ];
};

/** Items are looked at in shares of so many rows, about: no statement may take too much memory. */
const ROWS_OF_A_SHARE = 2_000_000;

const sharesOf = async (reader: Reader, table: FactTable): Promise<number> => {
  const held = await reader.query(tablePosition(table), {});
  const rows = held.reduce((sum, each) => sum + each.rows, 0);
  return Math.max(1, Math.ceil(rows / ROWS_OF_A_SHARE));
};

/** The first share where something is found however often it is looked at, or null. */
const lastingly = async <Row>(
  shares: number,
  look: (share: { share: number; shares: number }) => Promise<Row | undefined>,
  countOf: (row: Row) => number,
): Promise<Row | null> => {
  for (let share = 0; share < shares; share += 1) {
    let found: Row | null = null;
    for (let attempt = 0; attempt < LOOKS; attempt += 1) {
      const row = await look({ share, shares });
      found = row === undefined || countOf(row) === 0 ? null : row;
      if (found === null) break;
    }
    if (found !== null) return found;
  }
  return null;
};

const letters = async (reader: Reader, table: FactTable): Promise<readonly Finding[]> => {
  const kps = (await reader.query(tablePosition(table), {})).map(({ kp }) => kp);
  const [found] = await reader.query(missingLetters(table), { kps });
  if (found === undefined || found.missing === 0) return [];
  return [
    {
      level: 'alarm',
      what: `${found.missing} unreadable records of ${table} have no dead letter`,
      means: 'what they held cannot be looked at or replayed from the tables; the log still has it',
      mend: 'Restart the projector: it finds that out too, and makes the dead letters and tables anew',
    },
  ];
};
