import type { ItemVersion, VoteRecord } from '@emberlog/ranking';

const HOUR = 3_600_000;

/** One event as it is sent. */
export type WireEvent = {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Events of one sender, to be sent in this order; no two senders share an (item, actor). */
export type Scenario = {
  readonly items: readonly WireEvent[];
  readonly senders: readonly (readonly WireEvent[])[];
};

/** A small generator (mulberry32), so that a failure can be run again from its seed. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/**
 * Items and votes of the ten days before `now`: casts, retractions, repeats, duplicates and
 * deliveries out of order, over few voters so that they meet again and again.
 */
export const createScenario = (options: {
  readonly seed: number;
  readonly now: number;
  readonly items: number;
  readonly senders: number;
  readonly eventsPerSender: number;
}): Scenario => {
  const random = randomFrom(options.seed);
  const pick = (n: number): number => Math.floor(random() * n);
  const at = (hoursAgo: number): string =>
    new Date(options.now - Math.floor(hoursAgo * HOUR)).toISOString();
  const items = Array.from({ length: options.items }, (_, n) => {
    const time = at(240 * random());
    return {
      id: `item-${n}`,
      type: 'item.published',
      subject: `paper/${n}`,
      time,
      data: { title: `Paper ${n} $$ "quoted" \\ 😀`, listedAt: time },
    };
  });
  const senders = Array.from({ length: options.senders }, (_, sender) => {
    const events: WireEvent[] = [];
    for (let n = 0; events.length < options.eventsPerSender; n++) {
      const again = events[pick(events.length)];
      if (again !== undefined && random() < 0.05) {
        events.push(again);
        continue;
      }
      events.push({
        id: `s${sender}-${n}`,
        type: random() < 0.3 ? 'item.upvote_retracted' : 'item.upvoted',
        subject: `paper/${pick(options.items)}`,
        time: at(240 * random()),
        data: { actor: `reader-${sender}-${pick(25)}` },
      });
    }
    return events;
  });
  return { items, senders };
};

/** What the reference fold takes. All times lie in the past, so when they were logged is no matter. */
export const votesOf = (senders: Scenario['senders']): VoteRecord[] =>
  senders.flat().map((event) => ({
    item: event.subject,
    actor: String(event.data['actor']),
    kind: event.type === 'item.upvoted' ? 'upvoted' : 'retracted',
    time: Date.parse(event.time),
    id: event.id,
    logged: Number.MAX_SAFE_INTEGER,
  }));

/** The versions of the scenario's items for the reference fold. */
export const versionsOf = (items: Scenario['items']): Map<string, ItemVersion> =>
  new Map(
    items.map((event) => [
      event.subject,
      {
        id: event.id,
        time: Date.parse(event.time),
        logged: Number.MAX_SAFE_INTEGER,
        kind: 'published',
        patch: { title: String(event.data['title']), listedAt: Date.parse(event.time) },
      },
    ]),
  );
