import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddressKeys } from '../address-keys.ts';
import { decodeSlot, SLOT_LENGTH } from '../lmdb/key-slot.ts';
import { unwrapRowKey, type WrappedKey } from '../sealing/wrapped-key.ts';
import { filesWith, spellingsOf } from './files-with.ts';

export type KeptKey = {
  readonly wrapped: readonly WrappedKey[];
  /** All that would help to open the row: the wrapped keys and the key in clear. */
  readonly telling: readonly Buffer[];
};

/** What the file of a book's row keys has of a subscriber. */
export const keptKey = async (
  path: string,
  subscriber: string,
  keys: AddressKeys,
): Promise<KeptKey> => {
  const file = await readFile(join(path, 'row-keys'));
  const wrapped = Array.from({ length: file.length / SLOT_LENGTH }, (_, slot) =>
    decodeSlot(file.subarray(slot * SLOT_LENGTH, (slot + 1) * SLOT_LENGTH)),
  )
    .flat()
    .filter((cell) => cell !== null)
    .filter((cell) => cell.subscriber === subscriber)
    .map((cell) => cell.wrapped);
  const opened = wrapped.map((key) => {
    const addressKey = keys.find(({ id }) => id === key.keyId);
    return addressKey === undefined ? null : unwrapRowKey(key, addressKey, subscriber);
  });
  // The ciphertext alone: version and nonce tell nothing.
  const ciphertexts = wrapped.map(({ bytes }) => bytes.subarray(13, 45));
  return { wrapped, telling: [...ciphertexts, ...opened.filter((key) => key !== null)] };
};

/** Files below the directory with a piece of these bytes, 16 together, in any spelling. */
export const filesTelling = async (
  path: string,
  telling: readonly Buffer[],
): Promise<readonly string[]> =>
  await filesWith(
    path,
    telling.flatMap((bytes) => [bytes.subarray(0, 16), bytes.subarray(16)]).flatMap(spellingsOf),
  );
