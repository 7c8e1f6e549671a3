/**
 * What an item is, as far as the sender knows. It is a patch: an absent field stays as it was, null
 * clears it (refused for title, listedAt and listedOn). Times are RFC 3339, dates YYYY-MM-DD.
 */
export type ItemPatch = {
  readonly title?: string;
  readonly url?: string | null;
  readonly summary?: string | null;
  readonly authors?: readonly string[] | null;
  readonly authorCount?: number | null;
  readonly organization?: { readonly name: string; readonly fullname?: string | null } | null;
  readonly tags?: readonly string[] | null;
  /** The work's own date. */
  readonly publishedAt?: string | null;
  /** When it entered the site's lists. */
  readonly listedAt?: string;
  /** The day's list it belongs to, YYYY-MM-DD. */
  readonly listedOn?: string;
  readonly comments?: number | null;
};

/** The data each type of event carries. An actor is any stable name of a reader. */
export type EventData = {
  readonly 'item.published': ItemPatch;
  readonly 'item.withdrawn': { readonly reason?: string | null };
  readonly 'item.viewed': { readonly actor?: string };
  readonly 'item.upvoted': { readonly actor: string };
  readonly 'item.upvote_retracted': { readonly actor: string };
};

export type EventType = keyof EventData;

/**
 * An event as it is sent. `id` makes it safe to send again: the same id counts once. `subject` is
 * the item. `time` is RFC 3339; without one the id's UUIDv7 says it, else the time of receipt.
 */
export type WireEvent = {
  readonly [T in EventType]: {
    readonly id: string;
    readonly type: T;
    readonly subject: string;
    readonly time?: string;
    readonly source?: string;
    readonly data: EventData[T];
  };
}[EventType];
