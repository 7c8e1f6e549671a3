import type { DigestSettings } from '@emberlog/events';

export const WEEKDAYS = [
  ...['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
] as const;

export const clockWords = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** When digests come and what they are of, as two sentences. */
export const settingsWords = (settings: DigestSettings): readonly string[] => {
  const { hour, weekday, timeZone, organizations, tags } = settings;
  const often = weekday === null ? 'every day' : `every ${WEEKDAYS[weekday - 1] ?? 'week'}`;
  const only = [
    ...(organizations.length === 0 ? [] : [`from ${organizations.join(', ')}`]),
    ...(tags.length === 0 ? [] : [`tagged ${tags.join(', ')}`]),
  ];
  return [
    `A digest ${often} at ${clockWords(hour)} (${timeZone}).`,
    only.length === 0 ? 'Of all papers.' : `Of papers ${only.join(' or ')}.`,
  ];
};
