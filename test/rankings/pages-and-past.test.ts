import { trendingReply, type TrendingReply } from '@emberlog/api';
import { temporaryDirectory, type TemporaryDirectory } from '@emberlog/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAdminCalls, type AdminCalls } from '../rebuild/admin-calls.ts';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { readList } from '../system/read-list.ts';
import { sendAll } from '../system/sender.ts';
import { manyPapers, moreEvents, subjectOf } from './many-papers.ts';

/** Of all of it on two busy cores; a wait without end is told as well. */
const LONGEST_MS = 420_000;

const PAPERS = 14_000;
const BEFORE = 6_000;
const AFTER = 10_000;
const BATCH = 200;
const PAUSE_MS = 250;

/** Pages after which the tables are made anew, and after which the process is killed. */
const REBUILD_AFTER = 20;
const KILLS_AFTER = [10, 40, 90];

let directory: TemporaryDirectory;
let product: Product;
let at: { readonly dataDir: string; readonly port: number };
let key: string;
let admin: AdminCalls;
let sent = 0;

const send = async (events: number): Promise<string> => {
  let position = '';
  for (const until = sent + events; sent < until; sent += BATCH) {
    const batch = moreEvents(sent / BATCH, BATCH, PAPERS);
    position = await sendAll({ url: product.url, key, events: batch, batch: BATCH });
  }
  return position;
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  at = { dataDir: directory.path, port: await freePort() };
  product = spawnProduct(at);
  await whenReady(product);
  const keys = await keysOf(at.dataDir);
  key = keys['import'] ?? '';
  admin = createAdminCalls(product.url, keys['admin'] ?? '');
  const papers = manyPapers(PAPERS, Date.now());
  await sendAll({ url: product.url, key, events: papers, batch: 1_000 });
});
afterAll(async () => {
  await product.stop('SIGKILL');
  await directory.remove();
});

/** A page, asked for again while nobody is there to answer. */
const pageAt = async (
  params: Readonly<Record<string, string | number>>,
): Promise<TrendingReply> => {
  for (;;) {
    try {
      return await readList(product.url, params);
    } catch (error) {
      if (!/fetch failed|^Error: 503/.test(String(error))) throw error;
      await delay(20);
    }
  }
};

const textAt = async (path: string): Promise<string> => {
  const reply = await fetch(`${product.url}${path}`);
  const text = await reply.text();
  expect([path, reply.status, text.slice(0, 0)]).toEqual([path, 200, '']);
  // How fresh an answer is belongs to the moment it is asked in.
  return text.replace(/,"freshness":\{[^}]*\}\}$/, '');
};

const LISTS = [
  'trending?',
  'trending?half_life=6h&prior=0&explain=true&period=7d',
  'trending?algorithm=hot&preset=reddit&explain=true',
  'trending?algorithm=gravity&preset=hn&explain=true',
  'trending?algorithm=rising&min_votes=2&explain=true',
  'trending?algorithm=best&explain=true&period=1h',
  'trending?algorithm=best&method=wilson&per_organization=1',
  'trending?algorithm=digest&cadence=weekly&min_votes=1',
  'trending?algorithm=top&window=all&organization=org-7',
  'trending?algorithm=new&q=subject+16&per_organization=2&limit=100',
];

// Seen to fail when a cursor does not pin the position of its list, and when an answer of the past
// holds the votes that came late.
test(
  '14,000 papers are paged to the end without a repeat or a gap, while all goes on, is killed and made anew',
  { timeout: LONGEST_MS },
  async () => {
    const after = await send(BEFORE);
    const pinned = await readList(product.url, { after, limit: 1 });
    const pins = `&position=${pinned.position}&as_of=${pinned.as_of}`;
    const past = await Promise.all(
      LISTS.map(async (list) => [list, await textAt(`/v1/${list}${pins}`)] as const),
    );
    const first = await readList(product.url, { algorithm: 'hot', limit: 100 });
    const pages = [first];
    const over = new AbortController();
    const writing = (async () => {
      while (!over.signal.aborted || sent < BEFORE + AFTER) {
        await send(BATCH);
        // Without a pause a slow machine writes tens of thousands while few pages are read.
        await delay(PAUSE_MS);
      }
    })();
    let rebuild = '';
    for (let next = first.next_cursor; next !== null;) {
      if (KILLS_AFTER.includes(pages.length)) {
        await product.stop('SIGKILL');
        product = spawnProduct(at);
        await whenReady(product);
      }
      if (pages.length === REBUILD_AFTER) rebuild = (await admin.ask({})).id;
      const page = await pageAt({ cursor: next, limit: 100 });
      pages.push(page);
      next = page.next_cursor;
    }
    over.abort();
    await writing;
    const listed = pages.flatMap(({ items }) => items);
    expect(listed.map(({ rank }) => rank)).toEqual(listed.map((_, index) => index + 1));
    const ids = listed.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const unpaged = new Set(ids);
    const missing = Array.from({ length: PAPERS }, (_, paper) => subjectOf(paper)).filter(
      (id) => !unpaged.has(id),
    );
    const { position, as_of } = first;
    // What is missing was withdrawn before the first page: the item itself is not there either.
    for (const id of missing) {
      const asked = `${encodeURIComponent(id)}?position=${position}&as_of=${as_of}`;
      expect((await fetch(`${product.url}/v1/items/${asked}`)).status).toBe(404);
    }
    expect(ids.length).toBeGreaterThan(0.98 * PAPERS);
    expect(listed.map(({ score }) => score)).toEqual(
      listed.map(({ score }) => score).toSorted((a, b) => b - a),
    );

    const job = await admin.untilEnded(rebuild);
    expect([job.state, job.trouble]).toEqual(['done', null]);
    for (const [list, told] of past) {
      expect(await textAt(`/v1/${list}${pins}`)).toBe(told);
      expect(
        trendingReply.omit({ freshness: true }).parse(JSON.parse(`${told}}`)).items.length,
      ).toBeGreaterThan(0);
    }
  },
);
