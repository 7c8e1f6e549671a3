/** What one version says of when its item is listed; times are ms UTC. */
export type ListingVersion = {
  readonly item: string;
  readonly kp: number;
  readonly off: number;
  readonly time: number;
  readonly id: string;
  readonly recordedAt: number;
  readonly listedAt: number;
  /** Bits of `LISTING_FLAGS`. */
  readonly flags: number;
};

/** One version of each item, by the number of the item, with the latest listing that any tells of. */
export type ListingColumns = {
  readonly kps: Uint16Array;
  readonly offs: Float64Array;
  readonly times: Float64Array;
  readonly eventIds: string[];
  readonly recordedAt: Float64Array;
  readonly listedAt: Float64Array;
  readonly flags: Uint8Array;
  readonly latest: Float64Array;
};

/** Columns with room for so many items. */
export const createColumns = (room: number): ListingColumns => ({
  kps: new Uint16Array(room),
  offs: new Float64Array(room),
  times: new Float64Array(room),
  eventIds: [],
  recordedAt: new Float64Array(room),
  listedAt: new Float64Array(room),
  flags: new Uint8Array(room),
  latest: new Float64Array(room),
});

/** The same columns with twice the room. */
export const grown = (columns: ListingColumns): ListingColumns => {
  const more = createColumns(2 * columns.latest.length);
  for (const name of ['offs', 'times', 'recordedAt', 'listedAt', 'latest'] as const) {
    more[name].set(columns[name]);
  }
  more.kps.set(columns.kps);
  more.flags.set(columns.flags);
  return { ...more, eventIds: columns.eventIds };
};

/** Writes an item's only version. */
export const put = (columns: ListingColumns, item: number, version: ListingVersion): void => {
  columns.kps[item] = version.kp;
  columns.offs[item] = version.off;
  columns.times[item] = version.time;
  columns.eventIds[item] = version.id;
  columns.recordedAt[item] = version.recordedAt;
  columns.listedAt[item] = version.listedAt;
  columns.flags[item] = version.flags;
  columns.latest[item] = version.listedAt;
};

/** The version that was written. */
export const taken = (columns: ListingColumns, item: number, id: string): ListingVersion => ({
  item: id,
  kp: columns.kps[item] ?? 0,
  off: columns.offs[item] ?? 0,
  time: columns.times[item] ?? 0,
  id: columns.eventIds[item] ?? '',
  recordedAt: columns.recordedAt[item] ?? 0,
  listedAt: columns.listedAt[item] ?? 0,
  flags: columns.flags[item] ?? 0,
});
