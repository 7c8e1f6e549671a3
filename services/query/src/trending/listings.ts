import type { OffsetVector } from '@emberlog/api';
import { LISTING_FLAGS } from '@emberlog/clickhouse';
import { createColumns, grown, put, taken, type ListingVersion } from './listing-columns.ts';

/** Items by number, from 0, with their versions. */
export type Listings = {
  readonly idOf: (item: number) => string;
  /** Undefined: it has no version. */
  readonly numberOf: (id: string) => number | undefined;
  /**
   * When an item was listed as of a time, ms UTC, by its versions below some offsets; null where no list
   * may hold it. By the versions known then, or else by the first: as the latest says that sets it, or
   * else the first that was published.
   */
  readonly listedAt: (item: number, asOf: number, ends: OffsetVector['items']) => number | null;
  /** All items, by the latest listing that any of their versions tells of, descending. */
  readonly byLatest: () => readonly number[];
  /** That listing, ms UTC: an item is listed by none later. */
  readonly latest: (item: number) => number;
};

/** No items, to which versions can be added; each once. */
export const createListings = (): Listings & {
  readonly add: (versions: readonly ListingVersion[]) => void;
} => {
  const numbers = new Map<string, number>();
  const ids: string[] = [];
  // Of the only version, as most items have; side by side, because each step aside costs more than all sums.
  let only = createColumns(1_024);
  /** In (time, id, offset) order, of items with several. */
  const several = new Map<number, readonly ListingVersion[]>();
  let byLatest: readonly number[] = [];

  const addOne = (version: ListingVersion): void => {
    const known = numbers.get(version.item);
    if (known === undefined) {
      const item = ids.length;
      if (item === only.latest.length) only = grown(only);
      numbers.set(version.item, item);
      ids.push(version.item);
      put(only, item, version);
      return;
    }
    const before = several.get(known) ?? [taken(only, known, version.item)];
    several.set(known, [...before, version].sort(compareVersions));
    only.latest[known] = Math.max(only.latest[known] ?? 0, version.listedAt);
  };
  return {
    add: (versions) => {
      const before = ids.length;
      for (const version of versions) addOne(version);
      const { latest } = only;
      // In order already but for the few that came: so sorting looks at each about once.
      const all = [...byLatest, ...Array.from(ids.keys()).slice(before)];
      byLatest = all.sort((a, b) => (latest[b] ?? 0) - (latest[a] ?? 0));
    },
    idOf: (item) => ids[item] ?? '',
    numberOf: (id) => numbers.get(id),
    listedAt: (item, asOf, ends) => {
      const versions = several.size === 0 ? undefined : several.get(item);
      if (versions !== undefined) return listedByMany(versions, asOf, ends);
      const { kps, offs, recordedAt, listedAt, flags } = only;
      const listed = listedAt[item];
      if (listed === undefined || listed > asOf) return null;
      const isIncluded = (offs[item] ?? 0) < (ends[kps[item] ?? 0] ?? 0);
      return isIncluded && isListed(flags[item] ?? 0, (recordedAt[item] ?? 0) <= asOf)
        ? listed
        : null;
    },
    byLatest: () => byLatest,
    latest: (item) => only.latest[item] ?? 0,
  };
};

/** Whether an item is in lists by one version, known by then or the first one. */
const isListed = (flags: number, isKnown: boolean): boolean =>
  (flags & (isKnown ? LISTING_FLAGS.setsTitle : LISTING_FLAGS.titled)) !== 0 &&
  (flags & LISTING_FLAGS.withdrawn) === 0;

const compareVersions = (a: ListingVersion, b: ListingVersion): number =>
  a.time - b.time || (a.id === b.id ? a.off - b.off : a.id < b.id ? -1 : 1);

const listedByMany = (
  versions: readonly ListingVersion[],
  asOf: number,
  ends: OffsetVector['items'],
): number | null => {
  const included = versions.filter(({ kp, off }) => off < (ends[kp] ?? 0));
  const known = included.filter(({ recordedAt }) => recordedAt <= asOf);
  const [first] = included;
  if (first === undefined) return null;
  if (known.length === 0) {
    return first.listedAt <= asOf && isListed(first.flags, false) ? first.listedAt : null;
  }
  let isTitled = false;
  let own: number | null = null;
  let byDefault: number | null = null;
  for (const { flags, listedAt } of known) {
    isTitled ||= (flags & LISTING_FLAGS.setsTitle) !== 0;
    if ((flags & LISTING_FLAGS.setsListedAt) !== 0) own = listedAt;
    if ((flags & LISTING_FLAGS.withdrawn) === 0) byDefault ??= listedAt;
  }
  const isWithdrawn = ((known.at(-1)?.flags ?? 0) & LISTING_FLAGS.withdrawn) !== 0;
  const listedAt = own ?? byDefault;
  return isTitled && !isWithdrawn && listedAt !== null && listedAt <= asOf ? listedAt : null;
};
