import type { ItemPatch } from '@emberlog/events';

type Replaced = 'publishedAt' | 'listedAt' | 'organization';

/** What `item.published` carries on the wire: times are RFC 3339, dates YYYY-MM-DD. */
export type WirePatch = {
  readonly [K in Exclude<keyof ItemPatch, Replaced>]?: Exclude<ItemPatch[K], undefined>;
} & {
  readonly publishedAt?: string | null;
  readonly listedAt?: string;
  readonly organization?: { readonly name: string; readonly fullname?: string | null } | null;
};

type Envelope<T extends string, D> = {
  readonly id: string;
  readonly type: T;
  readonly subject: string;
  /** RFC 3339. */
  readonly time: string;
  readonly data: D;
};

/** An event as `POST /v1/events` takes it, in plain JSON. */
export type WireEvent =
  | Envelope<'item.published', WirePatch>
  | Envelope<'item.withdrawn', { readonly reason?: string }>
  | Envelope<'item.viewed', { readonly actor?: string }>
  | Envelope<'item.upvoted' | 'item.upvote_retracted', { readonly actor: string }>;

/** What a test fixes of an event; the rest is counted on. `time` is ms UTC. */
export type Fixed = { readonly id?: string; readonly time?: number };

export type WireEvents = {
  readonly published: (item: string, patch?: WirePatch, fixed?: Fixed) => WireEvent;
  readonly withdrawn: (item: string, fixed?: Fixed) => WireEvent;
  readonly upvoted: (item: string, actor: string, fixed?: Fixed) => WireEvent;
  readonly retracted: (item: string, actor: string, fixed?: Fixed) => WireEvent;
  /** Without an actor the view is anonymous: each event id counts once. */
  readonly viewed: (item: string, actor?: string, fixed?: Fixed) => WireEvent;
};

export type WireEventsOptions = {
  /** The time of the first event, ms UTC. */
  readonly start: number;
  /** How much later each next event is, in ms. @default 1000 */
  readonly step?: number;
  /** Ids are this and a number: `e-1`, `e-2`, … @default e */
  readonly prefix?: string;
};

/**
 * Builders of events whose ids and times count on from `start`, so that the same calls give the
 * same events. `published` without a patch brings a title made of the item's id.
 */
export const wireEvents = ({
  start,
  step = 1_000,
  prefix = 'e',
}: WireEventsOptions): WireEvents => {
  let made = 0;
  const stamp = ({ id, time }: Fixed = {}): { readonly id: string; readonly time: string } => {
    const ms = time ?? start + made * step;
    made += 1;
    return { id: id ?? `${prefix}-${made}`, time: new Date(ms).toISOString() };
  };
  return {
    published: (subject, patch, fixed) => ({
      ...stamp(fixed),
      type: 'item.published',
      subject,
      data: patch ?? { title: `Title of ${subject}` },
    }),
    withdrawn: (subject, fixed) => ({
      ...stamp(fixed),
      type: 'item.withdrawn',
      subject,
      data: {},
    }),
    upvoted: (subject, actor, fixed) => ({
      ...stamp(fixed),
      type: 'item.upvoted',
      subject,
      data: { actor },
    }),
    retracted: (subject, actor, fixed) => ({
      ...stamp(fixed),
      type: 'item.upvote_retracted',
      subject,
      data: { actor },
    }),
    viewed: (subject, actor, fixed) => ({
      ...stamp(fixed),
      type: 'item.viewed',
      subject,
      data: actor === undefined ? {} : { actor },
    }),
  };
};
