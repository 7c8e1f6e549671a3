import type { KeyScope } from '@emberlog/client';
import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { UsageError } from '../exit-code.ts';

/** A key as services know it from the file that `EMBERLOG_KEYS_FILE` names. */
export type StoredKey = {
  readonly id: string;
  readonly scopes: readonly KeyScope[];
  readonly sha256: string;
};

/** The keys of a file; none where there is no file yet. Throws UsageError for one of another kind. */
export const readKeysFile = async (path: string): Promise<readonly StoredKey[]> => {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '[]';
    throw error;
  });
  try {
    const keys: unknown = JSON.parse(text);
    if (Array.isArray(keys) && keys.every(isStoredKey)) return keys;
  } catch {
    // Told below, like what is JSON and no keys.
  }
  throw new UsageError(`${path} is no file of keys: it must hold [{"id", "scopes", "sha256"}]`);
};

/**
 * Writes keys into the file itself, which a container may have mounted: another file in its place would
 * not be seen there. Cut off in between, the whole content is in `<path>.draft`.
 */
export const writeKeysFile = async (path: string, keys: readonly StoredKey[]): Promise<void> => {
  const content = `${JSON.stringify(keys, null, 2)}\n`;
  const draft = `${path}.draft`;
  await writeDurably(draft, content);
  await writeDurably(path, content);
  await rm(draft);
};

const writeDurably = async (path: string, content: string): Promise<void> => {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** A new key, and what is stored of it. */
export const newKey = (id: string, scopes: readonly KeyScope[]) => {
  const key = `el_${randomBytes(32).toString('base64url')}`;
  const sha256 = createHash('sha256').update(key).digest('hex');
  return { key, stored: { id, scopes, sha256 } };
};

const isStoredKey = (value: unknown): value is StoredKey =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'scopes' in value &&
  Array.isArray(value.scopes) &&
  'sha256' in value &&
  typeof value.sha256 === 'string';
