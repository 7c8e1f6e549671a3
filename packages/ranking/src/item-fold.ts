import { compareEvents } from './event-order.ts';

/** What is said of an item. Times are ms UTC, `listedOn` is a date `YYYY-MM-DD`. */
export type ItemFields = {
  readonly title: string | null;
  readonly url: string | null;
  readonly summary: string | null;
  readonly authors: readonly string[] | null;
  readonly authorCount: number | null;
  readonly organization: {
    readonly name: string;
    readonly fullname?: string | null | undefined;
  } | null;
  readonly tags: readonly string[] | null;
  readonly publishedAt: number | null;
  readonly listedAt: number | null;
  readonly listedOn: string | null;
  readonly comments: number | null;
};

/** What one version changes: an absent field is unchanged, null clears it. */
export type ItemPatch = { readonly [F in keyof ItemFields]?: ItemFields[F] | undefined };

/** One `item.published` or `item.withdrawn`; a withdrawal's patch is ignored. */
export type ItemVersion = {
  readonly id: string;
  readonly time: number;
  readonly logged: number;
  readonly kind: 'published' | 'withdrawn';
  readonly patch: ItemPatch;
};

/** An item as it was at one time. */
export type ItemAt = Omit<ItemFields, 'listedAt' | 'listedOn'> & {
  /** When it entered the lists: a paper of 2022 listed today is new today. */
  readonly listedAt: number;
  readonly listedOn: string;
  readonly withdrawn: boolean;
  /** Whether lists may hold it: it has a title and is not withdrawn. */
  readonly listed: boolean;
};

/**
 * What an item was at `asOf` (ms UTC): its versions with min(time, logged) ≤ asOf, or else its first
 * one, in (time, id) order, each field from the latest that sets it. Null without versions.
 */
export const foldItem = (versions: readonly ItemVersion[], asOf: number): ItemAt | null => {
  const ordered = versions.toSorted(compareEvents);
  const known = ordered.filter(({ time, logged }) => Math.min(time, logged) <= asOf);
  const folded = known.length > 0 ? known : ordered.slice(0, 1);
  const [first] = folded;
  if (first === undefined) return null;

  const published = folded.filter(({ kind }) => kind === 'published');
  const fields = published.reduce((sum, { patch }) => applyPatch(sum, patch), NOTHING_KNOWN);
  // A later version must not move an item by its defaults, so they are the first version's.
  const listedAt = fields.listedAt ?? defaultListedAt(published[0] ?? first);
  const withdrawn = folded.at(-1)?.kind === 'withdrawn';
  return {
    ...fields,
    listedAt,
    listedOn: fields.listedOn ?? new Date(listedAt).toISOString().slice(0, 10),
    withdrawn,
    listed: fields.title !== null && !withdrawn,
  };
};

const NOTHING_KNOWN: ItemFields = {
  title: null,
  url: null,
  summary: null,
  authors: null,
  authorCount: null,
  organization: null,
  tags: null,
  publishedAt: null,
  listedAt: null,
  listedOn: null,
  comments: null,
};

const applyPatch = (fields: ItemFields, patch: ItemPatch): ItemFields => ({
  ...fields,
  ...(Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Partial<ItemFields>),
});

const defaultListedAt = ({ patch, time }: ItemVersion): number =>
  typeof patch.listedOn === 'string' ? Date.parse(patch.listedOn) : (patch.publishedAt ?? time);
