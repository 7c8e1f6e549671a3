import type { BackupManifest } from '@emberlog/api';
import { StartRefusedError } from '@emberlog/composition';
import { sumFile } from '../backup/summed-files.ts';

/**
 * Reads every file of a backup and holds it against the manifest. Rejects with `StartRefusedError`, naming
 * the first file that is missing or was changed.
 */
export const verifyBackup = async (
  directory: string,
  { files }: BackupManifest,
  onProgress: (done: number, total: number) => void,
): Promise<void> => {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { path, bytes, sha256 } of files) {
    const found = await sumFile(directory, path).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartRefusedError(refusal(directory, `${path} cannot be read (${reason})`), {
        cause: error,
      });
    });
    if (found.bytes !== bytes || found.sha256 !== sha256) {
      throw new StartRefusedError(refusal(directory, `${path} was changed after it was written`));
    }
    done += bytes;
    onProgress(done, total);
  }
};

const refusal = (directory: string, what: string): string =>
  `the backup in ${directory} is damaged: ${what}. Nothing was restored: take another backup.`;
