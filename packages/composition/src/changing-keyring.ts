import type { Keyring, StoredKey } from '@emberlog/service-kit';
import { createScopeKeyring, type Scope } from './keys-file.ts';

/** A keyring whose keys may be replaced while requests are held against it. */
export type ChangingKeyring = {
  readonly keyring: Keyring<Scope>;
  /** Those that may be replaced. */
  readonly keys: () => readonly StoredKey<Scope>[];
  /** Throws RangeError, and changes nothing, for an id or hash given twice. */
  readonly replace: (keys: readonly StoredKey<Scope>[]) => void;
};

/** `fixed` are keys that stay whatever replaces the others. */
export const createChangingKeyring = (
  first: readonly StoredKey<Scope>[],
  fixed: readonly StoredKey<Scope>[] = [],
): ChangingKeyring => {
  let keys = first;
  let current = createScopeKeyring([...fixed, ...keys]);
  return {
    keyring: {
      authenticate: (header) => current.authenticate(header),
      identify: (presented) => current.identify(presented),
    },
    keys: () => keys,
    replace: (next) => {
      current = createScopeKeyring([...fixed, ...next]);
      keys = next;
    },
  };
};
