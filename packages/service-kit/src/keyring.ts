import { hash, timingSafeEqual } from 'node:crypto';

/** Who is calling: the key's id and its scopes, the implied ones included. */
export type Key<S extends string = string> = {
  readonly id: string;
  readonly scopes: ReadonlySet<S>;
};

/** A key as it is stored. `sha256` is the hash of the whole key, 64 hexadecimal digits. */
export type StoredKey<S extends string = string> = {
  readonly id: string;
  readonly scopes: readonly S[];
  readonly sha256: string;
};

export type Keyring<S extends string = string> = {
  /** The key of an `Authorization: Bearer …` header, or null: none, malformed or unknown. */
  readonly authenticate: (authorizationHeader: string | undefined) => Key<S> | null;
  /** The same for a key that came by another way, e.g. as a password. */
  readonly identify: (presented: string) => Key<S> | null;
};

/** Which scopes a scope brings along; followed to the end, cycles allowed. */
export type ImpliedScopes<S extends string> = Readonly<Partial<Record<S, readonly S[]>>>;

const bearer = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Recognises keys by SHA-256, which is enough for keys of 256 random bits. Each look compares with
 * every stored hash in constant time, so that its duration says nothing about them.
 * Throws RangeError for a hash that is not 64 hexadecimal digits and for an id or hash given twice.
 */
export function createKeyring<S extends string>(
  keys: readonly StoredKey<S>[],
  implied: ImpliedScopes<S>,
): Keyring<S> {
  const entries = keys.map(({ id, scopes, sha256 }) => {
    if (!/^[0-9a-f]{64}$/i.test(sha256)) throw new RangeError(`key ${id}: sha256 is not a hash`);
    const key: Key<S> = { id, scopes: withImplied(scopes, implied) };
    return { hash: Buffer.from(sha256, 'hex'), key };
  });
  requireUnique(keys.map(({ id }) => id));
  requireUnique(keys.map(({ sha256 }) => sha256.toLowerCase()));

  const identify = (presented: string): Key<S> | null => {
    const hashed = hash('sha256', presented, 'buffer');
    let found: Key<S> | null = null;
    for (const entry of entries) if (timingSafeEqual(entry.hash, hashed)) found = entry.key;
    return found;
  };
  const authenticate = (header: string | undefined): Key<S> | null => {
    const presented = bearer.exec(header ?? '')?.[1];
    return presented === undefined ? null : identify(presented);
  };
  return { authenticate, identify };
}

function withImplied<S extends string>(scopes: readonly S[], implied: ImpliedScopes<S>): Set<S> {
  const all = new Set(scopes);
  // A set that grows while it is walked also visits what was added.
  for (const scope of all) for (const more of implied[scope] ?? []) all.add(more);
  return all;
}

function requireUnique(values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new RangeError(`two keys share the id or hash ${twice}`);
}
