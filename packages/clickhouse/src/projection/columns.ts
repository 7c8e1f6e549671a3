import { z } from 'zod';
import { dateTime64 } from '../database.ts';

const MAX_UINT64 = 2n ** 64n - 1n;
const END_OF_TIME = Date.UTC(2200, 0, 1);

/** An unsigned integer of 16, 32 or, as far as JavaScript counts, 64 bits. */
export const uint16 = z.int().min(0).max(0xffff);
export const uint32 = z.int().min(0).max(0xffff_ffff);
const safeUint = z.int().min(0);

/** A 64-bit hash as decimal digits: a JSON number would lose its last bits. */
export const hash64 = z
  .string()
  .regex(/^\d{1,20}$/)
  .refine((digits) => BigInt(digits) <= MAX_UINT64);

/** Milliseconds UTC from 1970 to 2199, sent as DateTime64(3). */
export const instant = z
  .int()
  .min(0)
  .max(END_OF_TIME - 1)
  .transform(dateTime64);

/** A date `YYYY-MM-DD`. */
export const date = z.iso.date();

/** Where a row comes from, the same in every table that the log feeds. */
export const origin = { kp: uint16, off: safeUint };

/** When its record was appended, and a hash of its bytes. */
export const evidence = { appended: instant, logged: instant, digest: hash64 };
