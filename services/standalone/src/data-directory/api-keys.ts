import { hashedKeys, parseKeys, type Scope } from '@emberlog/composition';
import type { StoredKey } from '@emberlog/service-kit';
import { join } from 'node:path';
import { readOwnerFile, writeOwnerFile } from './owner-file.ts';

/** Keys beside the owner's five, made while the product runs; hashes only. */
export type ApiKeys = {
  readonly list: () => readonly StoredKey<Scope>[];
  /** Resolves once the file holds it, after `onChange` heard of it. */
  readonly add: (key: StoredKey<Scope>) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
};

/**
 * The keys of `api-keys.json` (mode 0600). A change is durable before `onChange` hears of it, and one
 * goes after the other. Rejects with `StartRefusedError` for a file that holds no valid keys.
 */
export const openApiKeys = async (
  directory: string,
  onChange: (keys: readonly StoredKey<Scope>[]) => void,
): Promise<ApiKeys> => {
  const path = join(directory, 'api-keys.json');
  const text = await readOwnerFile(path);
  const advice = 'Put it back from a backup, or remove it: the keys it held are then revoked.';
  let keys: readonly StoredKey<Scope>[] =
    text === null ? [] : parseKeys(hashedKeys, { path, text, advice });
  let last: Promise<unknown> = Promise.resolve();
  const change = async (
    next: (before: readonly StoredKey<Scope>[]) => readonly StoredKey<Scope>[],
  ): Promise<void> => {
    const turn = last.then(async () => {
      const changed = next(keys);
      await writeOwnerFile(path, `${JSON.stringify(changed, null, 2)}\n`);
      keys = changed;
      onChange(keys);
    });
    last = turn.catch(() => undefined);
    await turn;
  };
  return {
    list: () => keys,
    add: async (key) => await change((before) => [...before, key]),
    remove: async (id) => await change((before) => before.filter((key) => key.id !== id)),
  };
};
