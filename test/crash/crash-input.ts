import { TOPICS, type NewRecord, type Topic } from '@emberlog/event-log';
import { encodeEvent, type EmberlogEvent, type ItemPatch } from '@emberlog/events';
import { randomFrom } from '../system/scenario.ts';

/** What one `append` is given, and the log's clock at that moment, ms UTC. */
export type AppendCall = { readonly at: number; readonly records: readonly NewRecord[] };

type WithoutSource<E> = E extends EmberlogEvent ? Omit<E, 'source'> : never;

const HOUR = 3_600_000;
/** Two lie in each of the two partitions. */
export const ITEMS = ['a', 'd', 'B', 'paper/1'] as const;

/**
 * The input of every run, always the same. The first two calls are history, the rest the two batches
 * that are killed: a month ends between the third and the fourth, and the clock steps back at last.
 */
const TIMES = [
  Date.UTC(2026, 0, 20, 8),
  Date.UTC(2026, 0, 25, 9),
  Date.UTC(2026, 0, 31, 23, 10),
  Date.UTC(2026, 1, 1, 0, 20),
  Date.UTC(2026, 1, 1, 2, 5),
  Date.UTC(2026, 1, 1, 1, 5),
] as const;

/** How many calls come before the batches. */
export const HISTORY_CALLS = 2;

/** Which calls share a commit: the last two are made in the same turn. */
export const COMMITS: readonly (readonly number[])[] = [[0], [1], [2], [3], [4, 5]];

/** The commit a call belongs to. */
export const commitOf = (call: number): number =>
  COMMITS.findIndex((commit) => commit.includes(call));

/** The calls, in their order. */
export const crashCalls = (seed = 7): readonly AppendCall[] => {
  const random = randomFrom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(of: readonly [T, ...T[]]): T => of[below(of.length)] ?? of[0];
  const sent: NewRecord[] = [];
  return TIMES.map((at) => {
    const time = (): number => at - (at % HOUR) + (below(6) - 4) * (HOUR / 4);
    const id = (): string => pick(['a', 'B', '9', 'a-1', 'z_2']);
    const events: WithoutSource<EmberlogEvent>[] = [
      ...times(5, () => published(pick(ITEMS), id(), time(), patchOf(random))),
      ...(random() < 0.5
        ? [
            {
              type: 'item.withdrawn' as const,
              subject: pick(ITEMS),
              id: id(),
              time: time(),
              data: {},
            },
          ]
        : []),
      ...times(14, () => ({
        type: random() < 0.3 ? ('item.upvote_retracted' as const) : ('item.upvoted' as const),
        subject: pick(ITEMS),
        id: id(),
        time: time(),
        data: { actor: actor(1 + below(4)) },
      })),
      ...times(10, () => ({
        type: 'item.viewed' as const,
        subject: pick(ITEMS),
        id: id(),
        time: time(),
        data: random() < 0.6 ? { actor: actor(1 + below(3)) } : {},
      })),
    ];
    const fresh = events.map(recordOf);
    const repeats = times(Math.min(sent.length, 5), () => sent[below(sent.length)]).filter(
      (record) => record !== undefined,
    );
    const records = [...fresh, ...repeats, ...unreadable(pick(ITEMS), below)].sort(
      () => random() - 0.5,
    );
    sent.push(...fresh);
    return { at, records };
  });
};

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

const actor = (n: number): string => (n * 0x1d00_0000_0001).toString(16).padStart(16, '0');

const published = (
  subject: string,
  id: string,
  time: number,
  data: ItemPatch,
): WithoutSource<EmberlogEvent> => ({ type: 'item.published', subject, id, time, data });

/** Few or many fields, some cleared. */
const patchOf = (random: () => number): ItemPatch => ({
  title: `Paper ${Math.floor(random() * 100)} $$ "quoted" \\ 😀`,
  ...(random() < 0.4 ? { authors: ['Ada', "O'Hara\n"], organization: { name: 'Org' } } : {}),
  ...(random() < 0.2 ? { organization: null, url: null } : {}),
  ...(random() < 0.3 ? { listedOn: '2026-01-19' } : {}),
  ...(random() < 0.3 ? { tags: ['x', 'y'], comments: Math.floor(random() * 9) } : {}),
});

/** One record of each topic that nobody can read, with the item's key. */
const unreadable = (key: string, below: (n: number) => number): readonly NewRecord[] =>
  TOPICS.map((topic) => ({
    topic,
    key,
    value: Buffer.from(['', '{', '{"specversion":"1.0"}', 'ÿþ\n\n'][below(4)] ?? ''),
  }));

const recordOf = (event: WithoutSource<EmberlogEvent>): NewRecord => ({
  topic: TOPIC_OF[event.type],
  key: event.subject,
  value: encodeEvent({ ...event, source: 'crash' }),
});

const TOPIC_OF: Readonly<Record<EmberlogEvent['type'], Topic>> = {
  'item.published': 'emberlog.items',
  'item.withdrawn': 'emberlog.items',
  'item.upvoted': 'emberlog.votes',
  'item.upvote_retracted': 'emberlog.votes',
  'item.viewed': 'emberlog.views',
};
