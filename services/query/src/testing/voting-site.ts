import type { ItemPatch } from '@emberlog/ranking';
import type { TestRecord } from './record-rows.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** When the site is looked at; a Friday afternoon, ms UTC. */
export const SITE_NOW = Date.UTC(2025, 11, 12, 15, 20, 31, 417);

const ORGANIZATIONS = ['acme', 'globex', 'initech', null] as const;
const TAGS = ['agents', 'language', 'vision'] as const;
const READERS = 90;
const ITEMS = 70;

/** The same numbers in [0, 1) for the same seed. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const actorOf = (reader: number): string => (reader + 1).toString(16).padStart(16, '0');

/**
 * Six weeks of a site, by seed, in order of arrival: items of organizations and of none that are
 * changed and withdrawn later, votes taken back, cast again, sent twice and arriving late, views with
 * and without readers. Popular items have most of both.
 */
export const votingSite = (seed: number): readonly TestRecord[] => {
  const random = randomFrom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const late = (time: number): number => time + 40 + Math.floor(400_000 * random() ** 6);
  const records: TestRecord[] = [];
  let made = 0;
  const said = (item: string, time: number) => {
    made += 1;
    return { item, id: `e${made}`, time, logged: late(time) };
  };
  for (let n = 0; n < ITEMS; n += 1) {
    const item = `papers/${n}`;
    const listedAt = SITE_NOW - Math.floor((ITEMS - n) * 0.6 * DAY) - below(9 * HOUR);
    records.push({ ...said(item, listedAt), kind: 'published', patch: patchOf(n, listedAt) });
    const popularity = 4 + Math.floor(60 * random() ** 3);
    const spent = (): number =>
      Math.floor(Math.min(SITE_NOW - listedAt, 12 * DAY) * random() ** 2) + listedAt;
    // Some are voted for though hardly anybody looks at them.
    const views = n % 11 === 6 ? 1 : popularity * (1 + below(4));
    for (let view = 0; view < views; view += 1) {
      const actor = random() < 0.3 ? '0'.repeat(16) : actorOf(below(READERS));
      records.push({ ...said(item, spent()), kind: 'viewed', actor });
    }
    for (let vote = 0; vote < popularity; vote += 1) {
      const actor = actorOf(below(READERS));
      const time = spent();
      const cast = { ...said(item, time), kind: 'upvoted', actor } as const;
      records.push(cast);
      if (random() < 0.05) records.push({ ...cast, logged: late(cast.logged) });
      const after = Math.min(time + below(2 * DAY), SITE_NOW - 1);
      if (random() < 0.12) records.push({ ...said(item, after), kind: 'retracted', actor });
    }
    if (n % 9 === 4) {
      const patch = { title: `Title ${n}, second edition`, organization: null, comments: 3 };
      records.push({ ...said(item, listedAt + DAY / 2), kind: 'published', patch });
    }
    if (n % 20 === 13) {
      records.push({ ...said(item, listedAt + DAY / 3), kind: 'withdrawn', patch: {} });
    }
  }
  return records
    .filter(({ logged }) => logged < SITE_NOW)
    .sort((a, b) => a.logged - b.logged || (a.id < b.id ? -1 : 1));
};

const patchOf = (n: number, listedAt: number): ItemPatch => {
  const name = ORGANIZATIONS[n % ORGANIZATIONS.length] ?? null;
  return {
    // Of one item no title is ever known.
    ...(n === 7
      ? {}
      : { title: n % 5 === 0 ? `Language models that plan, part ${n}` : `Title ${n}` }),
    organization: name === null ? null : { name, fullname: `${name} research` },
    tags: TAGS.filter((_, index) => (n >> index) % 2 === 1),
    publishedAt: listedAt - 3 * DAY,
    listedAt,
  };
};
