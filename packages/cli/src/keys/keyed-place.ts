import type { CreateKeyReply, KeyScope, ListedKey } from '@emberlog/client';
import { randomBytes } from 'node:crypto';
import { RefusedError } from '../refused-error.ts';
import { openAdmin } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';
import type { KeyFlags } from './key-options.ts';
import { newKey, readKeysFile, writeKeysFile } from './keys-in-file.ts';

/** Where keys are kept: by a server, or in a file of hashes. */
export type KeyedPlace = {
  readonly list: () => Promise<readonly ListedKey[]>;
  /** Throws where the id is taken. */
  readonly create: (scopes: readonly KeyScope[], id: string | undefined) => Promise<CreateKeyReply>;
  /** Throws where there is no such key, and where it cannot be revoked. */
  readonly revoke: (id: string) => Promise<void>;
};

export const openKeyedPlace = async (
  flags: KeyFlags,
  to: Pick<Surroundings, 'env'>,
): Promise<KeyedPlace> => {
  if (flags.file !== undefined) return inFile(flags.file);
  const admin = await openAdmin(flags, to);
  return {
    list: async () => (await admin.keys()).keys,
    create: async (scopes, id) =>
      await admin.createKey({ scopes: [...scopes], ...(id === undefined ? {} : { id }) }),
    revoke: async (id) => {
      await admin.revokeKey(id);
    },
  };
};

const inFile = (path: string): KeyedPlace => ({
  list: async () =>
    (await readKeysFile(path)).map(({ id, scopes }) => ({ id, scopes: [...scopes], owner: false })),
  create: async (scopes, id = `key-${randomBytes(6).toString('hex')}`) => {
    const keys = await readKeysFile(path);
    expectFree(keys, id, path);
    const { key, stored } = newKey(id, scopes);
    await writeKeysFile(path, [...keys, stored]);
    return { id, scopes: [...scopes], key };
  },
  revoke: async (id) => {
    const keys = await readKeysFile(path);
    expectKnown(keys, id);
    await writeKeysFile(
      path,
      keys.filter((key) => key.id !== id),
    );
  },
});

type Named = { readonly id: string };

export const expectFree = (keys: readonly Named[], id: string, where = 'the server'): void => {
  if (!keys.some((key) => key.id === id)) return;
  throw new RefusedError('refused', `there is a key ${id} already on ${where}`);
};

export const expectKnown = (keys: readonly Named[], id: string): void => {
  if (!keys.some((key) => key.id === id)) throw new RefusedError('absent', `there is no key ${id}`);
};
