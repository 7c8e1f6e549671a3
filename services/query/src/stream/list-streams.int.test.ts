import { waitUntil } from '@emberlog/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createQueryUnderTest, type QueryUnderTest } from '../testing/query-under-test.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { HOUR, MORNING, smallSite, upvoted } from '../testing/small-site.ts';
import { apply, type HeldList } from '../testing/stream-client.ts';
import { toldChanges, type ToldChanges } from '../testing/told-changes.ts';
import type { StreamLimits } from './list-streams.ts';

const NOW = MORNING + 10 * HOUR;
const PATH = '/v1/trending/stream';

let model: ReadModel;
let service: QueryUnderTest;
let told: ToldChanges;
let isBroken = false;
let failures = 0;
beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());
beforeEach(async () => {
  [isBroken, failures] = [false, 0];
  await model.clear();
  await model.write(smallSite);
  begin({});
});
afterEach(() => service.close());

const begin = (streams: Partial<StreamLimits>): void => {
  told = toldChanges();
  const reader: ReadModel['reader'] = {
    query: async (query, params) => {
      if (isBroken && (query.name.includes('-page') || query.name === 'trending-votes')) {
        failures += 1;
        throw new Error('broken');
      }
      return await model.reader.query(query, params);
    },
  };
  const limits = {
    ...{ leastMs: 5, mostMs: 60_000, restPerRead: 0, heartbeatMs: 60_000 },
    ...streams,
  };
  service = createQueryUnderTest(model, { reader, changes: told.changes, streams: limits });
  service.setClock(NOW);
};

/** A stream that is read by hand: what is not asked for is not taken. */
const open = async (query = '') => {
  const { status, body, headers } = await service.open(`${PATH}${query}`);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    status,
    headers,
    /** Reads until what came so far has `part`, or to the end. */
    readTo: async (part: string): Promise<string> => {
      while (!text.includes(part)) {
        const { done, value = '' } = (await reader?.read()) ?? { done: true };
        if (done) break;
        text += value;
      }
      return text;
    },
    leave: async () => await reader?.cancel(),
  };
};

const listeners = (): number => told.listeners() - 1;

// Seen to fail when a client is written to before it has taken what was written.
test('a client that does not read misses what lay between, and then has the newest list', async () => {
  const slow = await open('?algorithm=top');
  for (let reader = 0; reader < 40; reader += 1) {
    await model.write([upvoted('c', 100 + reader, NOW)]);
    told.tell();
    const { body } = await service.get('/v1/trending?algorithm=top');
    expect(body['items']).toMatchObject([{ upvotes: expect.any(Number) as number }, {}, {}]);
  }
  const text = await slow.readTo('"upvotes":40');
  const events = text.split('\n\n').filter((event) => event.startsWith('event:'));
  expect(events.length).toBeLessThan(5);
  const held = events.reduce<HeldList | null>((list, event) => {
    const [, name = ''] = /^event: (\w+)/.exec(event) ?? [];
    const [, data = ''] = /^data: (.*)$/m.exec(event) ?? [];
    return apply(list, name, data);
  }, null);
  expect(held?.items.map(({ id, upvotes }) => [id, upvotes])).toEqual([
    ...[
      ['c', 40],
      ['b/2', 4],
      ['a', 1],
    ],
  ]);
  await slow.leave();
});

test('a client hears that it is connected while nothing changes', async () => {
  begin({ heartbeatMs: 20 });
  const client = await open('?algorithm=top');
  expect(client.headers.get('content-type')).toBe('text/event-stream');
  expect(client.headers.get('cache-control')).toBe('no-cache');
  const text = await client.readTo(': nothing new\n\n: nothing new\n\n');
  expect(text.match(/^event:/gm)).toHaveLength(1);
  await client.leave();
});

test('too many clients are refused, and a place is free when one leaves', async () => {
  begin({ clients: 2 });
  const [first, second] = [await open(), await open('?limit=1')];
  const refused = await service.get(PATH);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  expect(refused.body['detail']).toBe('too many clients are connected already');
  await first.leave();
  const third = await waitUntil(async () => {
    const client = await open();
    return client.status === 200 ? client : null;
  });
  await Promise.all([second.leave(), third.leave()]);
});

test('too many different lists are refused, and one that is watched already is not', async () => {
  begin({ lists: 1 });
  const first = await open();
  expect((await service.get(`${PATH}?limit=1`)).body['detail']).toBe(
    'too many different lists are watched already',
  );
  const second = await open();
  expect(second.status).toBe(200);
  await Promise.all([first.leave(), second.leave()]);
});

test('HEAD is answered without a stream that nobody would read', async () => {
  begin({ clients: 1 });
  for (const method of ['HEAD', 'HEAD', 'GET']) {
    const reply = await service.open(PATH, { method });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    await reply.body?.cancel();
  }
});

// Seen to fail when a list goes on to be read after its last client left.
test('nothing is left of a list when its last client leaves', async () => {
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const many = await Promise.all([1, 2, 3].map(async () => await open()));
  expect(listeners()).toBe(1);
  for (const client of many) await client.readTo('snapshot');
  for (const client of many) await client.leave();
  await waitUntil(() => listeners() === 0, { what: 'the listener to go' });
  await waitUntil(() => timers() <= before, { what: 'the timers to go' });
});

test('a service that stops ends its streams, and begins none', async () => {
  const client = await open();
  await client.readTo('snapshot');
  service.close();
  expect(await client.readTo('what never comes')).toContain('snapshot');
  await waitUntil(() => told.listeners() === 0, { what: 'listeners to go' });
  expect((await service.get(PATH)).status).toBe(503);
});

test('a list that cannot be read is a failure at first, and later is read again', async () => {
  isBroken = true;
  expect((await service.get(PATH)).status).toBe(500);
  await waitUntil(() => listeners() === 0, { what: 'the listener to go' });
  isBroken = false;
  const client = await open('?algorithm=top');
  await client.readTo('snapshot');
  isBroken = true;
  await model.write([upvoted('c', 1, NOW)]);
  told.tell();
  await waitUntil(() => failures === 2, { what: 'a read that fails' });
  isBroken = false;
  told.tell();
  expect(await client.readTo('changes')).toContain('"id":"c"');
  await client.leave();
});
