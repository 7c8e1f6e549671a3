import { besideName } from '../beside/beside-table.ts';
import type { Statement } from '../database.ts';
import { stringLiteral } from '../parameter-text.ts';
import { FACT_TABLES } from '../tables.ts';
import { READER_KEY_TABLE } from '../views/reader-pseudonym-sql.ts';

/** The engine's disk that backups lie on, by its name in the configuration of a server. */
export const BACKUP_DISK = 'backups';

/**
 * A backup is two of the engine's, one after the other: a table is copied as it is when its turn comes,
 * and dead letters, and what else speaks of rows of facts, must not be older than those rows.
 */
export const BACKUP_PARTS = ['facts', 'rest'] as const;
export type BackupPart = (typeof BACKUP_PARTS)[number];

/** Where a part of a backup lies on the disk of backups. */
const partPath = (name: string, part: BackupPart): string => `${name}/${part}`;

const place = (name: string, part: BackupPart): string =>
  `Disk(${stringLiteral(BACKUP_DISK)}, ${stringLiteral(partPath(name, part))})`;

const FACTS = FACT_TABLES.map((table) => `TABLE emberlog.${table}`).join(', ');

/** Tables beside the served ones are made anew from the log, and need no backup; a key must be in none. */
const NOT_IN_REST = [
  ...FACT_TABLES.flatMap((table) => [table, besideName(table)]),
  READER_KEY_TABLE,
]
  .map((table) => `emberlog.${table}`)
  .join(', ');

const BACKED_UP: Readonly<Record<BackupPart, string>> = {
  facts: FACTS,
  rest: `DATABASE emberlog EXCEPT TABLES ${NOT_IN_REST}`,
};

/** Begins to back a part up; how far it is stands under the id in `backupWork`. */
export const backUpPart = (name: string, part: BackupPart, id: string): Statement =>
  `BACKUP ${BACKED_UP[part]} TO ${place(name, part)} SETTINGS id = ${stringLiteral(id)} ASYNC FORMAT Null`;

type RestoreStep = { readonly part: BackupPart; readonly what: string };

/** What a restore does one after the other. What is killed before the last step leaves tables that never began. */
export const RESTORE_STEPS: readonly RestoreStep[] = [
  { part: 'facts', what: FACTS },
  { part: 'rest', what: 'DATABASE emberlog EXCEPT TABLES emberlog.origin' },
  { part: 'rest', what: 'TABLE emberlog.origin' },
];

/** Restores how the tables of a backup began to where no projector looks. */
export const LOOK_AT_ORIGIN: RestoreStep = {
  part: 'rest',
  what: 'TABLE emberlog.origin AS emberlog_restore.origin',
};

/** Begins a step of a restore; the engine refuses where a table of it has rows. */
export const restoreStep = (name: string, { part, what }: RestoreStep, id: string): Statement =>
  `RESTORE ${what} FROM ${place(name, part)} SETTINGS id = ${stringLiteral(id)} ASYNC FORMAT Null`;
