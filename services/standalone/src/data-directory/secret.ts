import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StartRefusedError } from '@emberlog/composition';
import { readOwnerFile, writeOwnerFile } from './owner-file.ts';

/** The given secret, else the one in the data directory, made on the first start. 32 bytes. */
export const openSecret = async (directory: string, given: Buffer | null): Promise<Buffer> => {
  const found = given ?? (await readSecret(directory));
  if (found !== null) return found;
  const secret = randomBytes(32);
  await writeOwnerFile(pathIn(directory), `${secret.toString('hex')}\n`);
  return secret;
};

const pathIn = (directory: string): string => join(directory, 'secret');

/** The secret in a data directory, or null where it has none. 32 bytes. */
export const readSecret = async (directory: string): Promise<Buffer | null> => {
  const path = pathIn(directory);
  const text = await readOwnerFile(path);
  if (text === null) return null;
  if (!/^[0-9a-f]{64}\s*$/i.test(text)) {
    throw new StartRefusedError(
      `${path} does not hold a secret, and another would count every vote twice: restore the file from a backup, never make a new one`,
    );
  }
  return Buffer.from(text.trim(), 'hex');
};
