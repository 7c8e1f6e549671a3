import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file only its owner can read, whole or not at all, and durable when it resolves. */
export const writeOwnerFile = async (path: string, content: string): Promise<void> => {
  const draft = `${path}.draft`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  // Or a loss of power could bring the file before it back, and with it a key that was revoked.
  const directory = await open(dirname(path), 'r');
  await directory.sync().finally(async () => await directory.close());
};

/** The content of a file, or null where there is none. */
export const readOwnerFile = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    // Reading a directory fails without a path.
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  }
};
