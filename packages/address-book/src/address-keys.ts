import { createSecretKey, type KeyObject } from 'node:crypto';

/** A key that wraps row keys. A `KeyObject`, because a log or an inspection shows nothing of one. */
export type AddressKey = { readonly id: string; readonly key: KeyObject };

/** The first wraps, all unwrap. */
export type AddressKeys = readonly [AddressKey, ...AddressKey[]];

/** `message` names an entry by its number and the rule it breaks, never a part of it. */
export type AddressKeysResult =
  | { readonly ok: true; readonly keys: AddressKeys }
  | { readonly ok: false; readonly message: string };

const MAX_ENTRIES = 32;
const MAX_LENGTH = 4_096;
const ID = /^[A-Za-z0-9_-]{1,32}$/;
const HEX = /^[0-9A-Fa-f]{64}$/;
const BASE64URL = /^[A-Za-z0-9_-]{43}$/;

/**
 * Reads `EMBERLOG_ADDRESS_KEYS`: `id:key` entries with commas between them, at most 32, each key 32
 * bytes in base64url (43 characters) or hexadecimal (64). Spaces around an entry do not count.
 */
export const parseAddressKeys = (text: string): AddressKeysResult => {
  if (text.length > MAX_LENGTH) return problem(`must have at most ${MAX_LENGTH} characters`);
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.length > MAX_ENTRIES) return problem(`must have at most ${MAX_ENTRIES} entries`);

  const keys: AddressKey[] = [];
  for (const [index, entry] of entries.entries()) {
    const wrong = (rule: string) => problem(`entry ${index + 1} ${rule}`);
    const colon = entry.indexOf(':');
    if (colon === -1) return wrong('must be id:key');
    const id = entry.slice(0, colon);
    if (!ID.test(id)) return wrong('must have an id of 1 to 32 of the characters A-Z a-z 0-9 _ -');
    const bytes = keyBytes(entry.slice(colon + 1));
    if (bytes === null) return wrong('must have a key of 32 bytes in base64url or hexadecimal');
    const key = createSecretKey(bytes);
    bytes.fill(0);
    const sameId = keys.findIndex((other) => other.id === id);
    if (sameId !== -1) return wrong(`has the id of entry ${sameId + 1}`);
    const sameKey = keys.findIndex((other) => other.key.equals(key));
    if (sameKey !== -1) return wrong(`has the key of entry ${sameKey + 1}`);
    keys.push({ id, key });
  }
  const [first, ...others] = keys;
  return first === undefined
    ? problem('must not be empty')
    : { ok: true, keys: [first, ...others] };
};

const problem = (message: string): AddressKeysResult => ({ ok: false, message });

const keyBytes = (text: string): Buffer | null => {
  if (HEX.test(text)) return Buffer.from(text, 'hex');
  if (!BASE64URL.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  // 43 characters hold two bits more than 32 bytes: a key has one spelling only.
  return bytes.toString('base64url') === text ? bytes : null;
};
