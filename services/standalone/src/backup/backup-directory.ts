import { access, constants, mkdir } from 'node:fs/promises';
import type { StandaloneConfig } from '../config.ts';
import { diskTrouble } from '../data-directory/disk-trouble.ts';

/**
 * Makes the directory of backups where the tables are embedded. Resolves with why it cannot be used, a
 * sentence without its full stop: no reason to refuse a start, which must do without backups then.
 */
export const makeBackupDirectory = async ({
  backupDir,
  clickhouseUrl,
}: Pick<StandaloneConfig, 'backupDir' | 'clickhouseUrl'>): Promise<string | null> => {
  if (clickhouseUrl !== null) return null;
  try {
    await mkdir(backupDir, { recursive: true, mode: 0o700 });
    await access(backupDir, constants.W_OK);
    return null;
  } catch (error) {
    const reason = diskTrouble(error, backupDir) ?? `${backupDir} cannot be used`;
    return `there was no directory for backups at the start: ${reason}, then start again`;
  }
};
