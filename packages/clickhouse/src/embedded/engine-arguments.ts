import { resolve, sep } from 'node:path';
import { BACKUP_DISK } from '../backup/backup-statements.ts';

/**
 * What bounds the engine's own caches, bytes. By themselves they grow for days: every second is
 * another `as_of`, a constant that conditions are kept and expressions compiled for.
 */
const CACHES: readonly string[] = [
  '--compiled_expression_cache_size=4000000',
  '--query_condition_cache_size=2000000',
];

/** What an engine in this process is opened with; `backups` is the one directory it backs up to. */
export const engineArguments = (backups: string | undefined): string[] => {
  if (backups === undefined) return [...CACHES];
  const disk = `--storage_configuration.disks.${BACKUP_DISK}`;
  return [
    ...CACHES,
    `${disk}.type=local`,
    `${disk}.path=${resolve(backups)}${sep}`,
    `--backups.allowed_disk=${BACKUP_DISK}`,
  ];
};
