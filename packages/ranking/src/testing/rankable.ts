import type { RankableItem } from '../rank.ts';

/** An item without organization and tags that lists may hold. */
export const rankable = (id: string, listedAt: number): RankableItem => ({
  id,
  listedAt,
  listedOn: new Date(listedAt).toISOString().slice(0, 10),
  listed: true,
  organization: null,
  tags: null,
});
