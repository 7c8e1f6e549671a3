import { hash } from 'node:crypto';
import type { LogRecord } from '@emberlog/event-log';

/** What every row repeats of its record: its place, its times in ms UTC, a hash of its bytes. */
export type Origin = {
  readonly kp: number;
  readonly off: number;
  readonly appended: number;
  /** Greatest `appended` so far in the partition: the log's clock may step back, this never does. */
  readonly logged: number;
  readonly digest: string;
};

/** Gives the origin of each record of a partition, to be called in offset order. */
export type OriginOf = (record: LogRecord) => Origin;

/** `lastLogged` is what the table already holds, by partition; it is a function of the log alone. */
export const createOriginOf = (lastLogged: ReadonlyMap<number, number>): OriginOf => {
  const greatest = new Map(lastLogged);
  return ({ partition: kp, offset: off, appended, value }) => {
    const logged = Math.max(appended, greatest.get(kp) ?? 0);
    greatest.set(kp, logged);
    return { kp, off, appended, logged, digest: digestOf(value) };
  };
};

/** 64 bits of the SHA-256 of a record's bytes, as decimal digits. */
export const digestOf = (bytes: Uint8Array): string =>
  BigInt(`0x${hash('sha256', bytes).slice(0, 16)}`).toString();
