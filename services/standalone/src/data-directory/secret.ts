import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StartRefusedError } from '@emberlog/composition';
import { readOwnerFile, writeOwnerFile } from './owner-file.ts';

/** The given secret, else the one in the data directory, made on the first start. 32 bytes. */
export const openSecret = async (directory: string, given: Buffer | null): Promise<Buffer> => {
  if (given !== null) return given;
  const path = join(directory, 'secret');
  const text = await readOwnerFile(path);
  if (text === null) {
    const secret = randomBytes(32);
    await writeOwnerFile(path, `${secret.toString('hex')}\n`);
    return secret;
  }
  if (!/^[0-9a-f]{64}\s*$/i.test(text)) {
    throw new StartRefusedError(
      `${path} does not hold a secret, and another would count every vote twice: restore the file from a backup, never make a new one`,
    );
  }
  return Buffer.from(text.trim(), 'hex');
};
