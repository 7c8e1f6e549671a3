import { generateKey, hashKey, type StoredKey } from '@emberlog/service-kit';
import { join } from 'node:path';
import { z } from 'zod';
import { StartRefusedError } from '../start-refused-error.ts';
import { readOwnerFile, writeOwnerFile } from './owner-file.ts';

const SCOPES = ['write', 'import', 'read', 'sql', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

const clear = z.strictObject({
  write: z.string(),
  import: z.string(),
  read: z.string(),
  sql: z.string(),
  admin: z.string(),
});
export type ClearKeys = z.infer<typeof clear>;

const hashed = z.array(
  z.strictObject({
    id: z.string().min(1),
    scopes: z.array(z.enum(SCOPES)).min(1),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { error: 'must be 64 lower-case hexadecimal digits' }),
  }),
);

/** Text of a file, with what the operator can do where it is none of the kind. */
type KeysText = { readonly path: string; readonly text: string; readonly advice: string };

const parsed = <T>(schema: z.ZodType<T>, { path, text, advice }: KeysText): T => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new StartRefusedError(`${path} is not JSON. ${advice}`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new StartRefusedError(
    `${path} holds no valid keys:\n${z.prettifyError(result.error)}\n${advice}`,
  );
};

/** The owner's keys in clear, one a scope, made on the first start (mode 0600). */
export const openClearKeys = async (directory: string): Promise<ClearKeys> => {
  const path = join(directory, 'keys.json');
  const text = await readOwnerFile(path);
  if (text !== null) {
    const advice =
      'Put it back from a backup, or remove it: new keys are made then, and every client needs its new one.';
    return parsed(clear, { path, text, advice });
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

/** Keys of a file that holds hashes only: `[{id, scopes, sha256}]`. */
export const readKeysFile = async (path: string): Promise<readonly StoredKey<Scope>[]> => {
  const text = await readOwnerFile(path);
  if (text === null) throw new StartRefusedError(`EMBERLOG_KEYS_FILE: there is no file ${path}`);
  return parsed(hashed, { path, text, advice: 'Correct it, then start again.' });
};
