import { z } from 'zod';

/** IANA names only: an offset such as `+02:00` is no zone, it knows nothing of summer. */
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,3}$/;

const isKnown = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** A time zone of the IANA database that this runtime knows, such as `Europe/Berlin`. */
export const timeZoneName = z
  .string()
  .refine((name) => name.length <= 64 && NAME.test(name) && isKnown(name), {
    error: 'must be a time zone of the IANA database, such as Europe/Berlin',
  });
