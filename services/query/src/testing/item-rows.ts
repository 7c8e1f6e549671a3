import { ITEM_FIELD_BITS, type ItemRow } from '@emberlog/clickhouse';
import type { ItemVersion } from '@emberlog/ranking';

/** The columns of a version that say what it says; those of its origin are left out. */
export const versionColumns = (
  item: string,
  { id, time, logged, kind, patch }: ItemVersion,
): Omit<ItemRow, 'kp' | 'off' | 'appended' | 'logged' | 'digest'> => {
  const said = kind === 'published' ? patch : {};
  const sets = Object.entries(ITEM_FIELD_BITS)
    .filter(([field]) => said[field as keyof typeof said] !== undefined)
    .reduce((mask, [, bit]) => mask | bit, 0);
  const listedOn = said.listedOn ?? null;
  const unsaid = listedOn === null ? (said.publishedAt ?? time) : Date.parse(listedOn);
  return {
    item,
    event_id: id,
    event_time: time,
    recorded_at: Math.min(time, logged),
    kind,
    sets,
    title: said.title ?? '',
    url: said.url ?? null,
    summary: said.summary ?? null,
    authors: [...(said.authors ?? [])],
    author_count: said.authorCount ?? null,
    organization: said.organization?.name ?? null,
    organization_fullname: said.organization?.fullname ?? null,
    tags: [...(said.tags ?? [])],
    published_at: said.publishedAt ?? null,
    listed_at: said.listedAt ?? unsaid,
    listed_on: listedOn,
    comments: said.comments ?? null,
  };
};
