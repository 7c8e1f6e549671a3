import type { BackupReply } from '@emberlog/client';
import { columns } from '../output/columns.ts';
import { printable } from '../output/printable.ts';

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** One backup, and how to restore it. */
export const backupText = (backup: BackupReply): string => {
  const { name, state, place, trouble, total_bytes: bytes, positions, restore } = backup;
  const records = positions?.reduce((sum, { first, end }) => sum + end - first, 0);
  return [
    `backup ${name}: ${state}, ${megabytes(bytes)}, ${printable(place)}\n`,
    ...(records === undefined ? [] : [`${records} records of the log\n`]),
    ...(trouble === null ? [] : [`${printable(trouble)}\n`]),
    ...(state === 'done' ? [`restore: ${printable(restore)}\n`] : []),
  ].join('');
};

/** One line for each. */
export const backupsText = (backups: readonly BackupReply[]): string =>
  backups.length === 0
    ? 'none\n'
    : columns(
        ['name', 'asked', 'state', 'size', 'place', 'trouble'],
        backups.map(({ name, asked_at: asked, state, total_bytes: bytes, place, trouble }) => [
          ...[name, asked, state, megabytes(bytes), place, trouble ?? ''],
        ]),
      );
