const day = { timeZone: 'UTC' } as const;

const FORMATS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  moment: { dateStyle: 'medium', timeStyle: 'short' },
  // Days are days of the site's calendar, which is UTC: they must not shift by a time zone.
  day: { ...day, day: 'numeric', month: 'short', year: 'numeric' },
  'long-day': { ...day, weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' },
};

/** Writes machine times as the reader's locale and time zone have them. */
export const showLocalTimes = (root: ParentNode): void => {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[data-show]')) {
    const format = FORMATS[time.dataset['show'] ?? ''];
    if (format === undefined) continue;
    time.textContent = new Intl.DateTimeFormat(undefined, format).format(new Date(time.dateTime));
    time.lang = navigator.language;
  }
};
