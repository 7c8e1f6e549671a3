import { parseKeys, SCOPES, type Scope } from '@emberlog/composition';
import { generateKey, hashKey, type StoredKey } from '@emberlog/service-kit';
import { join } from 'node:path';
import { z } from 'zod';
import { readOwnerFile, writeOwnerFile } from './owner-file.ts';

const clear = z.strictObject({
  write: z.string(),
  import: z.string(),
  read: z.string(),
  sql: z.string(),
  admin: z.string(),
});
export type ClearKeys = z.infer<typeof clear>;

/** The owner's keys in clear, one a scope, made on the first start (mode 0600). */
export const openClearKeys = async (directory: string): Promise<ClearKeys> => {
  const path = join(directory, 'keys.json');
  const text = await readOwnerFile(path);
  if (text !== null) {
    const advice =
      'Put it back from a backup, or remove it: new keys are made then, and every client needs its new one.';
    return parseKeys(clear, { path, text, advice });
  }
  const keys: ClearKeys = {
    write: generateKey(),
    import: generateKey(),
    read: generateKey(),
    sql: generateKey(),
    admin: generateKey(),
  };
  await writeOwnerFile(path, `${JSON.stringify(keys, null, 2)}\n`);
  return keys;
};

/** What a keyring holds of the owner's keys. */
export const storedKeys = (keys: ClearKeys): readonly StoredKey<Scope>[] =>
  SCOPES.map((scope) => ({ id: scope, scopes: [scope], sha256: hashKey(keys[scope]) }));
