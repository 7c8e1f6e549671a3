import {
  type IngestReply,
  ingestReply,
  itemReply,
  type ListReply,
  listReply,
  type Problem,
  type RankedItem,
  trendingReply,
} from '@emberlog/api';
import { type Context, Hono } from 'hono';
import { SAMPLE_PAPERS, type SamplePaper } from './sample-papers.ts';

/** What the stand-in does wrong; a test sets it and sets it back. */
type Outage = 'none' | 'collector' | 'query' | 'after';

/** The HTTP API as far as the page uses it, in memory, with replies checked by the real schemas. */
export type StandInApi = {
  readonly app: Hono;
  /** The query strings asked for, by path. */
  readonly asked: { readonly path: string; readonly query: Record<string, string> }[];
  /** Every event accepted, as it was sent. */
  readonly events: SentEvent[];
  readonly outage: (outage: Outage) => void;
  /** Adds votes of strangers. */
  readonly vote: (item: string, votes: number) => void;
};

type SentEvent = {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time?: string;
  readonly data: { readonly actor: string };
};

type Options = {
  readonly papers?: readonly SamplePaper[];
  readonly now?: number;
  /** Rows of the first page; the second has the rest. @default all */
  readonly pageSize?: number;
};

const ONE = 2n ** 32n;
const DAY_MS = 86_400_000;

/** `now` (ms) only dates the replies. */
export const createStandInApi = (options: Options = {}): StandInApi => {
  const { papers = SAMPLE_PAPERS, now = 0, pageSize = papers.length } = options;
  const actors = new Map<string, Set<string>>(papers.map(({ id }) => [id, new Set()]));
  const strangers = new Map(papers.map(({ id, upvotes }) => [id, upvotes]));
  const state = { outage: 'none' as Outage };
  const api = { asked: [] as StandInApi['asked'], events: [] as SentEvent[] };

  const upvotes = (id: string): number => (strangers.get(id) ?? 0) + (actors.get(id)?.size ?? 0);
  const summary = (paper: SamplePaper) => ({
    ...paper,
    upvotes: upvotes(paper.id),
    listedAt: `${paper.listedOn}T00:00:00Z`,
  });
  const provenance = () => ({
    as_of: new Date(now).toISOString(),
    position: 'read-position',
    freshness: { data_as_of: new Date(now).toISOString(), lag_seconds: 0.4 },
  });
  const ranked = (among: readonly SamplePaper[], sort: string, explain: boolean): RankedItem[] =>
    [...among]
      .sort((a, b) => (sort === 'new' ? 0 : upvotes(b.id) - upvotes(a.id)))
      .map((paper, index) => ({
        ...summary(paper),
        rank: index + 1,
        score: upvotes(paper.id),
        movement: paper.movement,
        ...(explain ? { explain: explanationOf(upvotes(paper.id)) } : {}),
      }));
  const page = (c: Context, among: readonly SamplePaper[], sort: string) => ({
    items: ranked(among, sort, c.req.query('explain') === 'true').slice(
      ...(c.req.query('cursor') === undefined ? [0, pageSize] : [pageSize]),
    ),
    algorithm: {
      name: sort,
      version: 1,
      params: sort === 'trending' ? { half_life: c.req.query('half_life') ?? '48h', prior: 3 } : {},
    },
    ...provenance(),
    next_cursor: c.req.query('cursor') === undefined && among.length > pageSize ? 'rest' : null,
  });

  const app = new Hono();
  app.use('/v1/*', async (c, next) => {
    api.asked.push({ path: c.req.path, query: c.req.query() });
    const down = state.outage === 'query' && c.req.method === 'GET';
    const late = state.outage === 'after' && c.req.query('after') !== undefined;
    const refusing = state.outage === 'collector' && c.req.method === 'POST';
    if (down || late || refusing) return c.json(problemOf(503, 'not now'), 503);
    await next();
  });
  app.get('/v1/trending', (c) =>
    c.json(trendingReply.parse(page(c, papers, c.req.query('algorithm') ?? 'trending'))),
  );
  app.get('/v1/lists/:date', (c) => {
    const key = c.req.param('date');
    const among = papers.filter(({ listedOn }) => listedOn === key);
    const reply = { ...page(c, among, c.req.query('sort') ?? 'top'), list: listOf(papers, key) };
    return c.json(listReply.parse(reply));
  });
  app.get('/v1/items/:id', (c) => {
    const paper = papers.find(({ id }) => id === c.req.param('id'));
    if (paper === undefined) return c.json(problemOf(404, 'no such item'), 404);
    const ranks = { trending: null, top: null };
    const item = { ...summary(paper), summary: null, authors: [], tags: [], ranks };
    return c.json(itemReply.parse({ ...item, ...provenance() }));
  });
  app.post('/v1/events', async (c) => {
    const { events } = await c.req.json<{ events: SentEvent[] }>();
    for (const event of events) {
      api.events.push(event);
      const voters = actors.get(event.subject);
      if (event.type === 'item.upvoted') voters?.add(event.data.actor);
      else voters?.delete(event.data.actor);
    }
    const reply: IngestReply = {
      results: events.map(({ id }) => ({ id, status: 'accepted' })),
      position: `after-${api.events.length}`,
    };
    return c.json(ingestReply.parse(reply), 202);
  });

  return {
    ...api,
    app,
    outage: (outage) => void (state.outage = outage),
    vote: (item, votes) => void strangers.set(item, (strangers.get(item) ?? 0) + votes),
  };
};

const listOf = (papers: readonly SamplePaper[], key: string): ListReply['list'] => {
  const days = [...new Set(papers.map(({ listedOn }) => listedOn))].sort();
  const next = days.find((day) => day > key) ?? null;
  return { kind: 'day', key, previous: days.findLast((day) => day < key) ?? null, next };
};

/** A third of the votes is a day old, the rest fresh: weights that do not come out even. */
const explanationOf = (votes: number) => {
  const old = Math.floor(votes / 3);
  const prior = (3n * ONE * 2n) / 3n;
  const bands = [
    {
      from_ms: 0,
      to_ms: 2 * DAY_MS,
      votes: votes - old,
      weight: (BigInt(votes - old) * ONE * 6n) / 7n,
    },
    { from_ms: 2 * DAY_MS, to_ms: 4 * DAY_MS, votes: old, weight: (BigInt(old) * ONE) / 3n },
  ];
  const score = bands.reduce((sum, { weight }) => sum + weight, prior);
  return {
    formula: 'prior·q(T−p) + Σ q(T−t)',
    score: String(score),
    parts: [
      { name: 'prior', votes: 3, weight: String(prior) },
      ...bands.map((band) => ({ ...band, name: 'votes', weight: String(band.weight) })),
    ],
    excluded: votes > 20 ? [{ reason: 'retracted', votes: 2 }] : [],
  };
};

const problemOf = (status: number, detail: string): Problem => ({
  type: 'about:blank',
  title: 'Problem',
  status,
  detail,
  errors: [],
  requestId: 'r',
});
