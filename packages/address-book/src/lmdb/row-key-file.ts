import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AddressBookUnavailableError } from '../address-book-unavailable-error.ts';
import { CELL_LENGTH, SLOT_LENGTH } from './key-slot.ts';

/**
 * Wrapped row keys in slots of fixed size, overwritten in place: no other file, no freed page and
 * no journal ever has a copy of one. Slot 0 names the book. Who writes holds the write transaction
 * of the rows. What writes throws `AddressBookUnavailableError` where the disk does not take it.
 */
export type RowKeyFile = {
  /** The book that the file belongs to, 16 bytes, or null where none was begun. */
  readonly bookId: () => Buffer | null;
  /** Names the book; only where no slot is in use. */
  readonly begin: (bookId: Buffer) => void;
  /** The bytes of a slot; fewer than `SLOT_LENGTH` where the file ends. */
  readonly read: (slot: number) => Buffer;
  /** Slots, the one that names the book not counted. */
  readonly length: () => number;
  /** Overwrites a cell (0 or 1) of a slot, or with zeros where nothing is given. */
  readonly writeCell: (slot: number, cell: number, bytes?: Buffer) => void;
  readonly writeSlot: (slot: number, bytes?: Buffer) => void;
  /** What was written before is on the disk afterwards. */
  readonly sync: () => void;
  readonly close: () => void;
};

const TITLE = Buffer.from('emberlog row keys 1\n');
const ID_LENGTH = 16;

/** Opens the file or makes an empty one that its owner alone can read. Throws the system's error. */
export const openRowKeyFile = (path: string): RowKeyFile => {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);

  const read = (slot: number): Buffer => {
    const bytes = Buffer.alloc(SLOT_LENGTH);
    return bytes.subarray(0, readSync(file, bytes, 0, SLOT_LENGTH, slot * SLOT_LENGTH));
  };
  const write = (bytes: Buffer, at: number): void =>
    writing(() => {
      let done = 0;
      // A full disk may take a part; the next call then says why.
      while (done < bytes.length) {
        done += writeSync(file, bytes, done, bytes.length - done, at + done);
      }
    });

  return {
    bookId: () => {
      const header = read(0);
      if (!header.subarray(0, TITLE.length).equals(TITLE)) return null;
      return header.subarray(TITLE.length, TITLE.length + ID_LENGTH);
    },
    begin: (bookId) => {
      const header = Buffer.alloc(SLOT_LENGTH);
      TITLE.copy(header);
      bookId.copy(header, TITLE.length);
      write(header, 0);
      writing(() => fdatasyncSync(file));
      syncName(path);
    },
    read,
    length: () => Math.max(Math.ceil(fstatSync(file).size / SLOT_LENGTH) - 1, 0),
    writeCell: (slot, cell, bytes = Buffer.alloc(CELL_LENGTH)) =>
      write(bytes, slot * SLOT_LENGTH + cell * CELL_LENGTH),
    writeSlot: (slot, bytes = Buffer.alloc(SLOT_LENGTH)) => write(bytes, slot * SLOT_LENGTH),
    sync: () => writing(() => fdatasyncSync(file)),
    close: () => closeSync(file),
  };
};

const writing = (write: () => void): void => {
  try {
    write();
  } catch (cause) {
    throw new AddressBookUnavailableError('the row keys could not be written', { cause });
  }
};

/** An fsync of a file need not cover its name, nor that of the directory that was made for it. */
const syncName = (path: string): void => {
  for (const directory of [dirname(path), dirname(dirname(path))]) {
    const opened = openSync(directory, 'r');
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  }
};
