import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefusedError } from '@emberlog/composition';
import { expectNoRestore } from './unfinished-restore.ts';

/**
 * Rejects when a directory that holds a log has lost a file that nothing can make again: another
 * secret would count every vote twice, and another origin could show a demo as real data. Nor may it be
 * half a restore.
 */
export const expectComplete = async (
  directory: string,
  { secretGiven }: { readonly secretGiven: boolean },
): Promise<void> => {
  await expectNoRestore(directory);
  if (!(await exists(join(directory, 'log', 'data.mdb')))) return;
  for (const name of ['origin.json', ...(secretGiven ? [] : ['secret'])]) {
    if (await exists(join(directory, name))) continue;
    throw new StartRefusedError(
      `${join(directory, name)} is missing, and no other can take its place. Put it back from a backup, then start again.`,
    );
  }
};

const exists = async (path: string): Promise<boolean> =>
  await access(path).then(
    () => true,
    () => false,
  );
