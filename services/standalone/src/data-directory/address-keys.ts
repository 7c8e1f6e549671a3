import { parseAddressKeys, type AddressKeys } from '@emberlog/address-book';
import { StartRefusedError } from '@emberlog/composition';
import { randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readOwnerFile, writeOwnerFile } from './owner-file.ts';

export type AddressKeysOptions = {
  /** `EMBERLOG_ADDRESS_KEYS`; the file is left alone then. */
  readonly given: AddressKeys | null;
  /** Wall clock, ms UTC: a key is called by the day it was made. */
  readonly now: number;
};

/**
 * The given address keys, else those in the data directory, made on the first start. Rejects with
 * `StartRefusedError` where addresses lie there and their keys do not.
 */
export const openAddressKeys = async (
  directory: string,
  { given, now }: AddressKeysOptions,
): Promise<AddressKeys> => {
  const found = given ?? (await readAddressKeys(directory));
  if (found !== null) return found;
  await expectNoAddresses(directory);
  const text = `${new Date(now).toISOString().slice(0, 10)}:${randomBytes(32).toString('hex')}`;
  await writeOwnerFile(pathIn(directory), `${text}\n`);
  return parsed(directory, text);
};

const pathIn = (directory: string): string => join(directory, 'address-keys');

/** The address keys in a data directory, or null where it has none: `id:key`, the first wraps. */
export const readAddressKeys = async (directory: string): Promise<AddressKeys | null> => {
  const text = await readOwnerFile(pathIn(directory));
  return text === null ? null : parsed(directory, text.trim());
};

const parsed = (directory: string, text: string): AddressKeys => {
  const read = parseAddressKeys(text);
  if (read.ok) return read.keys;
  throw new StartRefusedError(
    `${pathIn(directory)} ${read.message}: without its keys no address can be read. Put the file back as it was, never make a new one`,
  );
};

/** With other keys every reader's address would be lost, one digest after the other. */
const expectNoAddresses = async (directory: string): Promise<void> => {
  const addresses = join(directory, 'addresses');
  const isThere = await access(join(addresses, 'rows', 'data.mdb')).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new StartRefusedError(
    `${pathIn(directory)} is missing, and nothing else opens the addresses in ${addresses}. ` +
      'Put it back, or set EMBERLOG_ADDRESS_KEYS to what it held. ' +
      `To begin without addresses, move ${addresses} away: readers must subscribe again.`,
  );
};
