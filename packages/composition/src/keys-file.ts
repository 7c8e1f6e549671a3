import { createKeyring, type Keyring, type StoredKey } from '@emberlog/service-kit';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { StartRefusedError } from './start-refused-error.ts';

/** What a key may be good for. `import` includes `write`, `admin` includes all. */
export const SCOPES = ['write', 'import', 'read', 'sql', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** `[{id, scopes, sha256}]`, the content of a file that holds hashes only. */
export const hashedKeys = z.array(
  z.strictObject({
    id: z.string().min(1),
    scopes: z.array(z.enum(SCOPES)).min(1),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { error: 'must be 64 lower-case hexadecimal digits' }),
  }),
);

/** Keys of a file that holds hashes only: `[{id, scopes, sha256}]`. Rejects with `StartRefusedError`. */
export const readKeysFile = async (path: string): Promise<readonly StoredKey<Scope>[]> => {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown error';
    if (code === 'ENOENT') throw refused(`EMBERLOG_KEYS_FILE: there is no file ${path}`);
    throw refused(`EMBERLOG_KEYS_FILE: ${path} cannot be read (${String(code)})`);
  });
  return parseKeys(hashedKeys, { path, text, advice: 'Correct it, then start again.' });
};

/** Text of a file, with what the operator can do where it is none of the kind. */
export type KeysText = { readonly path: string; readonly text: string; readonly advice: string };

/** Throws `StartRefusedError` where the text is not what the schema says. */
export const parseKeys = <T>(schema: z.ZodType<T>, { path, text, advice }: KeysText): T => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refused(`${path} is not JSON. ${advice}`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw refused(`${path} holds no valid keys:\n${z.prettifyError(result.error)}\n${advice}`);
};

/** A keyring that knows what scopes include others. */
export const createScopeKeyring = (keys: readonly StoredKey<Scope>[]): Keyring<Scope> =>
  createKeyring<Scope>(keys, { import: ['write'], admin: ['write', 'import', 'read', 'sql'] });

const refused = (message: string): StartRefusedError => new StartRefusedError(message);
