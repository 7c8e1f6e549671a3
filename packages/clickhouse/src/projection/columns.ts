import { z } from 'zod';
import { defineColumn } from './column.ts';

const END_OF_TIME = Date.UTC(2200, 0, 1);

const integer = (max: number) =>
  defineColumn(
    z.int().min(0).max(max),
    (value) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= max,
  );

/** An unsigned integer of 16, 32 or, as far as JavaScript counts, 64 bits. */
export const uint16 = integer(0xffff);
export const uint32 = integer(0xffff_ffff);
const safeUint = integer(Number.MAX_SAFE_INTEGER);

const DIGITS = /^\d{1,20}$/;
const MAX_UINT64 = '18446744073709551615';
const isHash64 = (value: unknown): boolean =>
  typeof value === 'string' &&
  DIGITS.test(value) &&
  (value.length < MAX_UINT64.length || value <= MAX_UINT64);

/** A 64-bit hash as decimal digits: a JSON number would lose its last bits. */
export const hash64 = defineColumn(
  z
    .string()
    .regex(DIGITS, { abort: true })
    .refine((digits) => BigInt(digits) <= BigInt(MAX_UINT64)),
  isHash64,
);

/** Milliseconds UTC from 1970 to 2199: the ticks of a DateTime64(3), which is how a bare integer is read. */
export const instant = integer(END_OF_TIME - 1);

/** A date `YYYY-MM-DD`. */
export const date = z.iso.date();

/** Any text. */
export const text = defineColumn(z.string(), (value) => typeof value === 'string');

/** A change of a count by at most one; `least` is -1 or 0. */
export const step = (least: -1 | 0) =>
  defineColumn(z.int().min(least).max(1), (value) => value === 0 || value === 1 || value === least);

/** One of a few names. */
export const oneOf = <const N extends readonly [string, ...string[]]>(names: N) => {
  const known: ReadonlySet<unknown> = new Set(names);
  return defineColumn(z.enum(names), (value) => known.has(value));
};

/** Where a row comes from, the same in every table that the log feeds. */
export const origin = { kp: uint16, off: safeUint };

/** When its record was appended, and a hash of its bytes. */
export const evidence = { appended: instant, logged: instant, digest: hash64 };
