const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });

const long = format({ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' });
const weekday = format({ weekday: 'long', day: 'numeric', month: 'long' });
const short = format({ day: 'numeric', month: 'short', year: 'numeric' });
const minute = format({ hour: '2-digit', minute: '2-digit' });
const clock = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `Wed 10 December 2025` of a date or a time, as UTC has it. */
export const longDay = (day: string): string => long.format(new Date(day)).replace(',', '');

/** `Wednesday 10 December`, for a neighbour of a day whose year is on the page. */
export const weekdayOf = (day: string): string => weekday.format(new Date(day)).replace(',', '');

/** `10 Dec 2025`. */
export const shortDay = (day: string): string => short.format(new Date(day));

/** `14:03:20 UTC`. */
export const clockTime = (time: string): string => `${clock.format(new Date(time))} UTC`;

/** The UTC day of a time in ms, YYYY-MM-DD. */
export const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** `10 Dec 2025, 14:03 UTC`. */
export const momentWords = (time: string): string => {
  const date = new Date(time);
  return `${short.format(date)}, ${minute.format(date)} UTC`;
};
