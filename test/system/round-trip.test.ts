import { ingestReply, itemReply, listReply } from '@emberlog/api';
import { nastyTitles, temporaryDirectory } from '@emberlog/testing';
import { createLogger, readConfig } from '@emberlog/service-kit';
import { standaloneConfig, startStandalone, type Standalone } from '@emberlog/standalone';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, keysOf } from './product.ts';
import { readList } from './read-list.ts';

const DAY = 86_400_000;
/** Shortly before a month ends: the first records are logged in one month, the next in another. */
const EVE = Date.UTC(2026, 0, 31, 23, 59, 0);

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let port: number;
let now = EVE;
let product: Standalone;

const begin = async (): Promise<void> => {
  const config = readConfig(standaloneConfig, {
    EMBERLOG_DEMO: 'off',
    EMBERLOG_DATA_DIR: directory.path,
    EMBERLOG_PORT: String(port),
  });
  if (!config.ok) throw new Error(JSON.stringify(config.problems));
  const logger = createLogger({ name: 'test', level: 'silent' });
  product = await startStandalone({ config: config.config, logger, clock: () => now });
};

const restart = async (): Promise<void> => {
  await product.stop();
  await begin();
};

let serial = 0;
const send = async (...events: object[]): Promise<{ status: number; body: unknown }> => {
  const key = (await keysOf(directory.path))['write'] ?? '';
  const reply = await fetch(`${product.url}/v1/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify(events.map((event) => ({ id: `e${(serial += 1)}`, ...event }))),
  });
  return { status: reply.status, body: await reply.json() };
};

/** Sends events that must all be accepted; gives the position that covers them. */
const accept = async (...events: object[]): Promise<string> => {
  const { status, body } = await send(...events);
  expect(body).toMatchObject({ results: events.map(() => ({ status: 'accepted' })) });
  expect(status).toBe(202);
  return ingestReply.parse(body).position;
};

const publish = (subject: string, data: object): object => ({
  type: 'item.published',
  subject,
  data,
});
const vote = (subject: string, actor: string): object => ({
  type: 'item.upvoted',
  subject,
  data: { actor },
});
const item = async (id: string, query = '') => {
  const reply = await fetch(`${product.url}/v1/items/${encodeURIComponent(id)}${query}`);
  return { status: reply.status, body: await reply.json() };
};
const dayList = async (date: string, query = '') =>
  listReply.parse(await (await fetch(`${product.url}/v1/lists/${date}${query}`)).json());

beforeAll(async () => {
  directory = await temporaryDirectory();
  port = await freePort();
  await begin();
});

afterAll(async () => {
  await product.stop();
  await directory.remove();
});

describe('texts come back as they went in', () => {
  test.each(nastyTitles.map((title, n) => [title, `nasty/${n}.a:b-c_d`] as const))(
    '%j',
    async (title, id) => {
      const organization = { name: title.slice(0, 100), fullname: title };
      const after = await accept(
        publish(id, {
          title,
          summary: title,
          authors: [title.slice(0, 100)],
          tags: [title.slice(0, 50)],
          organization,
        }),
        vote(id, title.slice(0, 100)),
      );
      await readList(product.url, { after, limit: 1 });
      const found = await item(id);
      expect(found.status).toBe(200);
      expect(itemReply.parse(found.body)).toMatchObject({
        id,
        title,
        summary: title,
        authors: [title.slice(0, 100)],
        tags: [title.slice(0, 50)],
        organization,
        upvotes: 1,
      });
      const byTag = await readList(product.url, { tag: title.slice(0, 50) });
      const byOrganization = await readList(product.url, { organization: organization.name });
      for (const { items } of [byTag, byOrganization]) {
        expect(items.find((found) => found.id === id)?.title).toBe(title);
      }
    },
  );
});

test('of a mixed batch each bad event names its field and rule, and each good one counts', async () => {
  const { status, body } = await send(
    publish('mixed', { title: 'Mixed' }),
    vote('mixed', 'ann'),
    vote('mixed', ''),
    { type: 'item.liked', subject: 'mixed', data: { actor: 'x' } },
    publish('mixed', { title: 'x'.repeat(501) }),
    publish('mixed', { url: 'javascript:alert(1)' }),
    { ...vote('mixed', 'bob'), time: new Date(now + 6 * 60_000).toISOString() },
    { ...vote('mixed', 'cid'), time: new Date(now - 8 * DAY).toISOString() },
    vote('mixed', 'dan'),
  );
  expect(status).toBe(207);
  const { results, position } = ingestReply.parse(body);
  expect(results.map((result) => result.error?.path ?? result.status)).toEqual([
    'accepted',
    'accepted',
    '/2/data/actor',
    '/3/type',
    '/4/data/title',
    '/5/data/url',
    '/6/time',
    '/7/time',
    'accepted',
  ]);
  expect(results[6]?.error?.code).toBe('time_in_future');
  expect(results[7]?.error?.code).toBe('too_old');
  const reply = await item('mixed', `?after=${position}`);
  expect(itemReply.parse(reply.body).upvotes).toBe(2);
});

describe('an item', () => {
  test('published after its first votes is listed with them', async () => {
    const early = await accept(vote('late-title', 'ann'), vote('late-title', 'bob'));
    expect((await item('late-title', `?after=${early}`)).status).toBe(404);
    const after = await accept(publish('late-title', { title: 'Late' }));
    expect(itemReply.parse((await item('late-title', `?after=${after}`)).body).upvotes).toBe(2);
  });

  test('never published is in no list', async () => {
    const after = await accept(vote('nameless', 'ann'));
    const { items } = await readList(product.url, { after, limit: 100 });
    expect(items.map(({ id }) => id)).not.toContain('nameless');
    expect((await item('nameless')).status).toBe(404);
  });

  test('that was withdrawn is gone from now on, and still there before', async () => {
    const before = await accept(publish('gone', { title: 'Gone' }), vote('gone', 'ann'));
    const then = await readList(product.url, { after: before, limit: 100 });
    now += 60_000;
    const after = await accept({ type: 'item.withdrawn', subject: 'gone', data: {} });
    const later = await readList(product.url, { after, limit: 100 });
    const back = await readList(product.url, { as_of: then.as_of, limit: 100 });
    const ids = (reply: typeof then) => reply.items.map(({ id }) => id);
    expect(ids(then)).toContain('gone');
    expect(ids(later)).not.toContain('gone');
    expect(ids(back)).toContain('gone');
  });

  test('with a corrected title has each title at its time', async () => {
    const first = await accept(publish('typo', { title: 'Tpyo', url: 'https://example.org/a' }));
    const then = await readList(product.url, { after: first, limit: 1 });
    now += 60_000;
    const after = await accept(publish('typo', { title: 'Typo' }));
    const at = async (query: string) => itemReply.parse((await item('typo', query)).body);
    expect(await at(`?after=${after}`)).toMatchObject({
      title: 'Typo',
      url: 'https://example.org/a',
    });
    expect(await at(`?as_of=${then.as_of}`)).toMatchObject({ title: 'Tpyo' });
  });
});

test('a restart in another month keeps lists, totals and what was true before', async () => {
  const listedOn = '2026-01-31';
  const first = await accept(
    publish('across', { title: 'Across', listedOn }),
    vote('across', 'ann'),
    vote('across', 'bob'),
  );
  const before = await dayList(listedOn, `?after=${first}`);
  now = Date.UTC(2026, 1, 1, 0, 5);
  await restart();
  const after = await accept(vote('across', 'cid'), vote('across', 'ann'), {
    type: 'item.upvote_retracted',
    subject: 'across',
    data: { actor: 'bob' },
  });
  await restart();
  const current = await dayList(listedOn, `?after=${after}`);
  const past = await dayList(listedOn, `?as_of=${before.as_of}`);
  const upvotes = (reply: typeof before) => reply.items.find(({ id }) => id === 'across')?.upvotes;
  expect([upvotes(before), upvotes(current), upvotes(past)]).toEqual([2, 2, 2]);
  expect(past.items).toEqual(before.items);
  const onePage = await dayList(listedOn, `?position=${before.position}&as_of=${before.as_of}`);
  expect(onePage.items).toEqual(before.items);
});
