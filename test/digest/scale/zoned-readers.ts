import type { Reader } from '../world/readers.ts';

/** One of each offset and rule that many people live by. */
export const ZONES = [
  ...['Pacific/Honolulu', 'America/Anchorage', 'America/Los_Angeles', 'America/Phoenix'],
  ...['America/Denver', 'America/Mexico_City', 'America/Chicago', 'America/Bogota'],
  ...['America/New_York', 'America/Caracas', 'America/Halifax', 'America/St_Johns'],
  ...['America/Sao_Paulo', 'America/Argentina/Buenos_Aires', 'Atlantic/Azores', 'UTC'],
  ...['Europe/London', 'Africa/Casablanca', 'Europe/Berlin', 'Africa/Lagos', 'Europe/Athens'],
  ...['Africa/Cairo', 'Africa/Johannesburg', 'Europe/Moscow', 'Africa/Nairobi', 'Asia/Tehran'],
  ...['Asia/Dubai', 'Asia/Karachi', 'Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Dhaka'],
  ...['Asia/Bangkok', 'Asia/Shanghai', 'Asia/Tokyo', 'Australia/Adelaide', 'Australia/Sydney'],
  ...['Pacific/Auckland', 'Pacific/Kiritimati'],
] as const;

const hourIn = (timeZone: string, at: number): number =>
  Number(
    new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', hour: '2-digit' }).format(at),
  );

/**
 * Readers all over the world. The digests of the first come due within the hour before an instant, those
 * of the others two hours later.
 */
export const zonedReaders = (count: number, due: number, at: number): readonly Reader[] => {
  const hours = ZONES.map((timeZone) => ({ timeZone, hour: hourIn(timeZone, at) }));
  return Array.from({ length: count }, (_, n) => {
    const { timeZone, hour: dueHour } = hours[n % hours.length] ?? { timeZone: 'UTC', hour: 8 };
    const hour = n < due ? dueHour : (dueHour + 2) % 24;
    const choices = {
      organizations: n % 5 === 0 ? ['org-a'] : [],
      tags: n % 10 === 1 ? ['nlp'] : [],
    };
    return {
      ...{ n, address: `reader.number-${n}@mail.example`, fate: 'taken', isAsked: false },
      settings: { cadence: 'daily', hour, weekday: null, timeZone, ...choices },
    };
  });
};
