import { ITEM_FIELD_BITS } from '@emberlog/clickhouse';
import type { ItemPatch } from '@emberlog/events';
import { expect, test } from 'vitest';
import { deadItemRow, itemRow } from './item-row.ts';

const TIME = Date.UTC(2025, 11, 10, 8);
const DAY = 86_400_000;
const origin = { kp: 1, off: 7, appended: TIME - 5, logged: TIME - 1, digest: '9' };

const published = (data: ItemPatch, time = TIME) =>
  itemRow({
    origin,
    event: { id: 'e', source: 's', type: 'item.published', subject: 'a/b', time, data },
  });

test('a version sets the fields it names and no others', () => {
  const row = published({ title: 'T', comments: 0, tags: ['x'] });
  expect(row).toMatchObject({ item: 'a/b', title: 'T', comments: 0, tags: ['x'], url: null });
  expect(row.sets).toBe(ITEM_FIELD_BITS.title | ITEM_FIELD_BITS.comments | ITEM_FIELD_BITS.tags);
});

test('a cleared field is set and empty', () => {
  const row = published({ url: null, authors: null, organization: null });
  expect(row).toMatchObject({ url: null, authors: [], organization: null, author_count: null });
  expect(row.sets).toBe(
    ITEM_FIELD_BITS.url | ITEM_FIELD_BITS.authors | ITEM_FIELD_BITS.organization,
  );
});

test('names say how many authors there are unless the version counts them itself', () => {
  const both = ITEM_FIELD_BITS.authors | ITEM_FIELD_BITS.authorCount;
  expect(published({ authors: ['x', 'y'] })).toMatchObject({ author_count: 2, sets: both });
  expect(published({ authors: ['x'], authorCount: 40 })).toMatchObject({ author_count: 40 });
  expect(published({ authors: ['x'], authorCount: null })).toMatchObject({
    author_count: null,
    sets: both,
  });
});

test('an organization has a name and a display name', () => {
  expect(published({ organization: { name: 'o', fullname: 'Organization' } })).toMatchObject({
    organization: 'o',
    organization_fullname: 'Organization',
  });
});

test('the listing defaults to its day, else to the date of the work, else to the time', () => {
  const day = Date.UTC(2025, 11, 9);
  expect(published({ listedOn: '2025-12-09', publishedAt: day - DAY }).listed_at).toBe(day);
  expect(published({ publishedAt: day - DAY }).listed_at).toBe(day - DAY);
  expect(published({}).listed_at).toBe(TIME);
  expect(published({ listedAt: day, listedOn: '2025-12-01' })).toMatchObject({
    listed_at: day,
    listed_on: '2025-12-01',
  });
  expect(published({ listedOn: '2025-12-09' }).sets).toBe(ITEM_FIELD_BITS.listedOn);
});

test('a version holds from its time, but not from before it was logged', () => {
  expect(published({}).recorded_at).toBe(TIME - 1);
  expect(published({}, TIME - DAY).recorded_at).toBe(TIME - DAY);
});

test('a withdrawal sets nothing', () => {
  const event = { id: 'e', source: 's', subject: 'a', time: TIME, data: { reason: 'r' } };
  expect(itemRow({ origin, event: { ...event, type: 'item.withdrawn' } })).toMatchObject({
    kind: 'withdrawn',
    sets: 0,
    title: '',
    listed_at: TIME,
  });
});

test('a dead row belongs to no item', () => {
  expect(deadItemRow(origin)).toMatchObject({ ...origin, item: '', kind: 'dead', sets: 0 });
});
