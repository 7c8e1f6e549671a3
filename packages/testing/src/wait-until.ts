import { setTimeout as delay } from 'node:timers/promises';

export type WaitOptions = {
  /** @default 10000 */
  readonly timeoutMs?: number;
  /** What is waited for, for the message of the error. @default the condition */
  readonly what?: string;
};

const POLL_MS = 10;

/**
 * Asks every 10 ms until the condition gives something other than false, null and undefined, and
 * resolves with it. Throws after `timeoutMs`, and at once when the condition throws.
 */
export const waitUntil = async <T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000, what = 'the condition' }: WaitOptions = {},
): Promise<Exclude<T, false | null | undefined>> => {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const met = await condition();
    if (met !== false && met !== null && met !== undefined)
      return met as Exclude<T, false | null | undefined>;
    if (performance.now() >= end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await delay(POLL_MS);
  }
};
