/** When a digest is wanted. `weekday` is ISO's: 1 is Monday; only weeks have one. */
export type Schedule = {
  readonly cadence: 'daily' | 'weekly';
  /** Of the reader's own clock, 0 to 23. */
  readonly hour: number;
  readonly weekday: number;
  /** A name of the IANA database. */
  readonly timeZone: string;
};

/** By ISO's number less one. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];

/** What is asked for when nobody chooses. */
export const DEFAULT_SCHEDULE: Schedule = {
  cadence: 'daily',
  hour: 8,
  weekday: 1,
  timeZone: 'UTC',
};

/** `08:00`. */
export const hourWords = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** `daily at 08:00 in Europe/Berlin`, `on Mondays at 08:00 UTC`. */
export const scheduleWords = ({ cadence, hour, weekday, timeZone }: Schedule): string => {
  const days = cadence === 'daily' ? 'daily' : `on ${WEEKDAYS[weekday - 1] ?? 'Monday'}s`;
  const zone = timeZone === 'UTC' ? 'UTC' : `in ${timeZone.replaceAll('_', ' ')}`;
  return `${days} at ${hourWords(hour)} ${zone}`;
};
