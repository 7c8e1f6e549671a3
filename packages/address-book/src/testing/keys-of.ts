import { parseAddressKeys, type AddressKeys } from '../address-keys.ts';

/** A secret of tests. */
export const SECRET = Buffer.alloc(32, 7);

/** Address keys by their ids, the same key for the same id. */
export const keysOf = (...ids: readonly string[]): AddressKeys => {
  const entries = ids.map((id) => `${id}:${Buffer.from(id.padEnd(32, '.')).toString('hex')}`);
  const result = parseAddressKeys(entries.join(','));
  if (!result.ok) throw new Error(result.message);
  return result.keys;
};
