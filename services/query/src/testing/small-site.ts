import type { ItemPatch } from '@emberlog/ranking';
import type { TestRecord } from './record-rows.ts';

/** The hour the small site's records begin at. */
export const MORNING = Date.UTC(2025, 11, 10, 6);
export const HOUR = 3_600_000;

/** One version of an item, taken in when it was sent. */
export const published = (item: string, time: number, patch: ItemPatch = {}): TestRecord => ({
  item,
  kind: 'published',
  id: `${item.replaceAll('/', '.')}-${time}`,
  time,
  logged: time,
  patch: { title: `Title of ${item}`, ...patch },
});

/** A vote by the reader of that number, taken in when it was cast. */
export const upvoted = (item: string, reader: number, time: number): TestRecord => ({
  item,
  kind: 'upvoted',
  actor: reader.toString(16).padStart(16, '0'),
  id: `${reader}-${time}`,
  time,
  logged: time,
});

/**
 * Three items of two days: `b/2` was listed first and leads, `a` of the next day was ahead of it
 * at first, `c` has no vote. All of it lies within ten hours of {@link MORNING}.
 */
export const smallSite: readonly TestRecord[] = [
  published('b/2', MORNING - 24 * HOUR, {
    url: 'https://example.org/b',
    organization: { name: 'org', fullname: 'The Organization' },
    authors: ['Ann', 'Bob'],
    authorCount: 2,
    tags: ['t'],
    comments: 4,
    publishedAt: MORNING - 48 * HOUR,
    listedAt: MORNING - 24 * HOUR,
  }),
  published('a', MORNING),
  published('c', MORNING, { summary: 'A summary.' }),
  upvoted('a', 1, MORNING + HOUR),
  ...[2, 3, 4, 5].map((reader) => upvoted('b/2', reader, MORNING + 8 * HOUR)),
];
