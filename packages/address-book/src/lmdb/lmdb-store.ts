import { AddressDamagedError } from '../address-damaged-error.ts';
import type { AddressStore, Rewrapping, Wrapping, WrappedKeyStore } from '../address-store.ts';
import { CELL_LENGTH, decodeSlot, encodeCell, findInSlot } from './key-slot.ts';
import type { LmdbRows, Row } from './lmdb-rows.ts';
import type { RowKeyFile } from './row-key-file.ts';

/** Slots that are read, and keys that are wrapped anew, while others wait. */
const PAGE = 256;

/**
 * What an address book keeps, over its two files. Every write holds the rows' transaction, which
 * the system takes from a process that dies. A row without its key is one that is being erased.
 * `expectOpen` throws once the files are closed: the engine would end the process.
 */
export const createLmdbStore = (
  rows: LmdbRows,
  keys: RowKeyFile,
  expectOpen: () => void,
): AddressStore & WrappedKeyStore => {
  /** The files answer at once; what they throw is for the promise. */
  const settled = <T>(work: () => T): Promise<T> =>
    new Promise((resolve) => {
      expectOpen();
      resolve(work());
    });

  const look = (subscriber: string): { row: Row; found: Wrapping | 'gone' | 'damaged' } | null => {
    const row = rows.row(subscriber);
    return row === null ? null : { row, found: findInSlot(keys.read(row.slot), subscriber) };
  };

  /** Once more under the transaction where it looks damaged: somebody may just have been writing. */
  const lookTwice: typeof look = (subscriber) => {
    const seen = look(subscriber);
    return seen?.found === 'damaged' ? rows.transaction(() => look(subscriber)) : seen;
  };

  const ownerBy = (looking: typeof look, lookup: Buffer): string | null => {
    const subscriber = rows.subscriberOf(lookup);
    if (subscriber === null) return null;
    return (looking(subscriber)?.found ?? 'gone') === 'gone' ? null : subscriber;
  };

  const removeHeld = (subscriber: string): void => {
    const row = rows.row(subscriber);
    if (row === null) return;
    // A slot that was overwritten by another's key is that one's now.
    if (findInSlot(keys.read(row.slot), subscriber) !== 'gone') keys.writeSlot(row.slot);
    // Also where it is gone already: a process that died may not have come to this.
    keys.sync();
    rows.remove(subscriber, row);
  };

  /** A key without its row is of no use to anybody: its process died before it wrote the row. */
  const wrappingsIn = (slot: number): readonly Wrapping[] =>
    decodeSlot(keys.read(slot))
      .filter((cell) => cell !== null)
      .filter((cell) => rows.row(cell.subscriber)?.slot === slot);

  const rewrapAll = (changes: readonly Rewrapping[]): number => {
    const places = changes.flatMap((change) => {
      const row = rows.row(change.subscriber);
      if (row === null) return [];
      const cell = decodeSlot(keys.read(row.slot)).findIndex(
        (found) =>
          found?.subscriber === change.subscriber &&
          found.wrapped.bytes.equals(change.before.bytes),
      );
      return cell === -1 ? [] : [{ change, slot: row.slot, cell }];
    });
    for (const { change, slot, cell } of places) keys.writeCell(slot, 1 - cell, encodeCell(change));
    keys.sync();
    for (const { slot, cell } of places) keys.writeCell(slot, cell);
    keys.sync();
    return places.length;
  };

  return {
    subscriberOf: async (lookup) => await settled(() => ownerBy(lookTwice, lookup)),
    add: async (row) =>
      await settled(() =>
        rows.transaction(() => {
          const known = ownerBy(look, row.lookup);
          if (known !== null) return known;
          const erasing = rows.subscriberOf(row.lookup);
          if (erasing !== null) removeHeld(erasing);
          const slot = rows.takeSlot();
          keys.writeSlot(slot, Buffer.concat([encodeCell(row), Buffer.alloc(CELL_LENGTH)]));
          keys.sync();
          rows.put(row.subscriber, { slot, lookup: row.lookup, sealed: row.sealed });
          return row.subscriber;
        }),
      ),
    read: async (subscriber) =>
      await settled(() => {
        const seen = lookTwice(subscriber);
        if (seen === null || seen.found === 'gone') return null;
        if (seen.found === 'damaged') {
          throw new AddressDamagedError(subscriber, 'has a key that is not as it was written');
        }
        return { sealed: seen.row.sealed, wrapped: seen.found.wrapped };
      }),
    remove: async (subscriber) =>
      await settled(() => rows.transaction(() => removeHeld(subscriber))),
    count: async () => await settled(() => rows.count()),

    // In a transaction, lest a cell that is being written look like none.
    wrappings: async (from) =>
      await settled(() =>
        rows.transaction(() => {
          const end = Math.min(from + PAGE, keys.length());
          const slots = Array.from({ length: Math.max(end - from, 0) }, (_, at) => from + at + 1);
          return { wrappings: slots.flatMap(wrappingsIn), next: end < keys.length() ? end : null };
        }),
      ),
    rewrap: async (changes) => await settled(() => rows.transaction(() => rewrapAll(changes))),
  };
};

/** Removes rows whose keys are gone: what a process began to erase when it died, or a backup brought. */
export const finishErasures = (rows: LmdbRows, keys: RowKeyFile): void => {
  const isGone = (subscriber: string): boolean => {
    const row = rows.row(subscriber);
    return row !== null && findInSlot(keys.read(row.slot), subscriber) === 'gone';
  };
  const gone = rows.subscribers().filter(isGone);
  if (gone.length === 0) return;
  rows.transaction(() => {
    for (const subscriber of gone.filter(isGone)) {
      const row = rows.row(subscriber);
      if (row !== null) rows.remove(subscriber, row);
    }
  });
};
