import { ITEM_FIELD_BITS, type ItemRow } from '@emberlog/clickhouse';
import type { EventOf, ItemPatch } from '@emberlog/events';
import type { Origin } from '../records/origin.ts';
import type { Readable } from '../records/read-record.ts';

export type ItemEvent = EventOf<'item.published'> | EventOf<'item.withdrawn'>;

/** One version of an item as a row. */
export const itemRow = ({ origin, event }: Readable<ItemEvent>): ItemRow => {
  const published = event.type === 'item.published';
  return {
    ...origin,
    item: event.subject,
    event_id: event.id,
    event_time: event.time,
    recorded_at: Math.min(event.time, origin.logged),
    kind: published ? 'published' : 'withdrawn',
    ...fieldsOf(published ? withAuthorCount(event.data) : {}, event.time),
  };
};

/** The row of an unreadable record: it sets nothing. */
export const deadItemRow = (origin: Origin): ItemRow => ({
  ...origin,
  item: '',
  event_id: '',
  event_time: origin.logged,
  recorded_at: origin.logged,
  kind: 'dead',
  ...fieldsOf({}, origin.logged),
});

/** Names given say how many there are, unless the same patch counts them itself. */
const withAuthorCount = (patch: ItemPatch): ItemPatch =>
  patch.authors == null || patch.authorCount !== undefined
    ? patch
    : { ...patch, authorCount: patch.authors.length };

/** A cleared field is a bit that is set with an empty value. */
const fieldsOf = (patch: ItemPatch, time: number) => ({
  sets: fieldNames.reduce(
    (mask, field) => (patch[field] === undefined ? mask : mask | ITEM_FIELD_BITS[field]),
    0,
  ),
  title: patch.title ?? '',
  url: patch.url ?? null,
  summary: patch.summary ?? null,
  authors: patch.authors ?? [],
  author_count: patch.authorCount ?? null,
  organization: patch.organization?.name ?? null,
  organization_fullname: patch.organization?.fullname ?? null,
  tags: patch.tags ?? [],
  published_at: patch.publishedAt ?? null,
  listed_at: patch.listedAt ?? defaultListedAt(patch, time),
  listed_on: patch.listedOn ?? null,
  comments: patch.comments ?? null,
});

const fieldNames = Object.keys(ITEM_FIELD_BITS) as (keyof typeof ITEM_FIELD_BITS)[];

/** When an item entered the lists if this is its first version; ms UTC. */
const defaultListedAt = ({ listedOn, publishedAt }: ItemPatch, time: number): number =>
  listedOn === undefined ? (publishedAt ?? time) : Date.parse(listedOn);
