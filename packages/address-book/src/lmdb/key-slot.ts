import { createHash } from 'node:crypto';
import type { Wrapping } from '../address-store.ts';
import { WRAPPED_LENGTH } from '../sealing/wrapped-key.ts';

/**
 * A slot is a subscriber's place for life, two cells: a key that is wrapped anew is written beside
 * the old one before that is overwritten. Both lie in one sector of a disk.
 */
export const CELL_LENGTH = 128;
export const SLOT_LENGTH = 2 * CELL_LENGTH;

const FORMAT = 1;
const ID_AT = 1;
const ID_LENGTH = 16;
const NAME_AT = ID_AT + ID_LENGTH;
const MAX_NAME = 32;
const WRAPPED_AT = NAME_AT + 1 + MAX_NAME;
const CHECKSUM_LENGTH = 8;
const CHECKSUM_AT = CELL_LENGTH - CHECKSUM_LENGTH;

/** Format (1), subscriber (16), the key id's length (1) and characters (32), wrapped key (61), checksum (8). */
export const encodeCell = ({ subscriber, wrapped }: Wrapping): Buffer => {
  const name = Buffer.from(wrapped.keyId, 'latin1');
  if (name.length > MAX_NAME) throw new RangeError('the id of an address key is too long');
  if (wrapped.bytes.length !== WRAPPED_LENGTH) throw new RangeError('not a wrapped key');
  const cell = Buffer.alloc(CELL_LENGTH);
  cell[0] = FORMAT;
  cell.write(subscriber, ID_AT, ID_LENGTH, 'hex');
  cell[NAME_AT] = name.length;
  name.copy(cell, NAME_AT + 1);
  wrapped.bytes.copy(cell, WRAPPED_AT);
  checksumOf(cell).copy(cell, CHECKSUM_AT);
  return cell;
};

const decodeCell = (cell: Buffer): Wrapping | null => {
  const isWhole =
    cell[0] === FORMAT && checksumOf(cell).equals(cell.subarray(CHECKSUM_AT, CELL_LENGTH));
  if (!isWhole) return null;
  const nameEnd = NAME_AT + 1 + (cell[NAME_AT] ?? 0);
  return {
    subscriber: cell.toString('hex', ID_AT, ID_AT + ID_LENGTH),
    wrapped: {
      keyId: cell.toString('latin1', NAME_AT + 1, nameEnd),
      bytes: Buffer.from(cell.subarray(WRAPPED_AT, WRAPPED_AT + WRAPPED_LENGTH)),
    },
  };
};

const checksumOf = (cell: Buffer): Buffer =>
  createHash('sha256').update(cell.subarray(0, CHECKSUM_AT)).digest().subarray(0, CHECKSUM_LENGTH);

/** A slot's cells; null for one that is empty or not whole. */
export const decodeSlot = (slot: Buffer): readonly (Wrapping | null)[] => [
  decodeCell(slot.subarray(0, CELL_LENGTH)),
  decodeCell(slot.subarray(CELL_LENGTH, SLOT_LENGTH)),
];

/**
 * What a slot has for a subscriber: a wrapped key; `gone`, where it was overwritten, by another's
 * too; `damaged`, where it is neither, or the file ends before it.
 */
export const findInSlot = (slot: Buffer, subscriber: string): Wrapping | 'gone' | 'damaged' => {
  const whole = decodeSlot(slot).filter((cell) => cell !== null);
  const own = whole.find((cell) => cell.subscriber === subscriber);
  if (own !== undefined) return own;
  if (whole.length > 0) return 'gone';
  return slot.length === SLOT_LENGTH && slot.every((byte) => byte === 0) ? 'gone' : 'damaged';
};
