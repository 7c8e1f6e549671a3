import { encodePosition, listReply, trendingReply, type TrendingReply } from '@emberlog/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ITEMS, listedItems, START } from './testing/item-log-arbitrary.ts';
import { createQueryUnderTest, type QueryUnderTest } from './testing/query-under-test.ts';
import { openReadModel, type ReadModel, type TestRecord } from './testing/read-model.ts';

const HOUR = 3_600_000;
const NOW = START + HOUR;

let model: ReadModel;
let query: QueryUnderTest;

beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());
beforeEach(async () => {
  await model.clear();
  query = createQueryUnderTest(model);
  query.setClock(NOW);
  await model.write(listedItems(() => START));
  return () => query.close();
});

const vote = (item: string, actor: number, logged = NOW): TestRecord => ({
  item,
  actor: actor.toString(16).padStart(16, '0'),
  kind: 'upvoted',
  time: logged,
  id: `v${actor}`,
  logged,
});
const trending = async (search = ''): Promise<TrendingReply> => {
  const { status, body } = await query.get(`/v1/trending?${search}`);
  expect(status).toBe(200);
  return trendingReply.parse(body);
};
const [first, second] = ITEMS;
const votes = ({ items }: TrendingReply, id: string) =>
  items.find((item) => item.id === id)?.upvotes;
const codes = async (search: string) => {
  const { status, body } = await query.get(`/v1/trending?${search}`);
  return [status, (body['errors'] as { code: string }[])[0]?.code];
};

test('a pinned list stays as it was when votes arrive, back-dated ones included', async () => {
  const before = await trending();
  await model.write([vote(first, 1), { ...vote(first, 2), time: START + 1 }]);
  const pin = `position=${before.position}&as_of=${before.as_of}`;
  expect((await trending(pin)).items).toEqual(before.items);
  expect(votes(await trending(`as_of=${before.as_of}`), first)).toBe(2);
});

test('a cursor goes on with its own list, and takes no other parameters', async () => {
  const page = await trending('limit=2&half_life=6h');
  await model.write([vote(second, 1)]);
  const whole = await trending(
    `limit=100&half_life=6h&position=${page.position}&as_of=${page.as_of}`,
  );
  const rest = await trending(`limit=100&cursor=${page.next_cursor ?? ''}`);
  expect([...page.items, ...rest.items]).toEqual(whole.items);
  expect(rest.next_cursor).toBeNull();
  const cursor = `cursor=${page.next_cursor ?? ''}`;
  expect(await codes(`${cursor}&half_life=7h`)).toEqual([400, 'cursor_mismatch']);
  expect(await codes(`${cursor}&min_votes=1`)).toEqual([400, 'cursor_mismatch']);
  expect((await trending(`${cursor}&half_life=6h&limit=1`)).items).toHaveLength(1);
});

test('a token of the collector is no position, and one of another read model is gone', async () => {
  const ends = { items: [0, 0], votes: [0, 0], views: [0, 0] };
  const token = (payload: Parameters<typeof encodePosition>[0]) =>
    query.sealer.seal(encodePosition(payload));
  expect(await codes(`position=${token({ kind: 'ingest', ends })}`)).toEqual([
    400,
    'position_invalid',
  ]);
  const other = token({ kind: 'read', readModel: 99, ends });
  expect(await codes(`position=${other}`)).toEqual([410, 'position_expired']);
  const partial = token({ kind: 'read', readModel: 1, ends: { ...ends, votes: [0] } });
  expect(await codes(`position=${partial}`)).toEqual([400, 'position_incomplete']);
});

test('a reply after a position has waited for it; without it none waits, and says how old it is', async () => {
  await model.appendOnly([vote(first, 1, NOW)]);
  query.setClock(NOW + 2_000);
  const behind = await trending();
  expect(votes(behind, first)).toBe(0);
  expect(behind.freshness.lag_seconds).toBe(2);
  const ends = { items: [0, 0], votes: [0, 0], views: [0, 0] };
  for (const { topic, partition, end } of await model.log().bounds()) {
    const name = topic.slice('emberlog.'.length) as keyof typeof ends;
    ends[name][partition] = end;
  }
  const after = query.sealer.seal(encodePosition({ kind: 'ingest', ends }));
  const waiting = trending(`after=${after}`);
  await model.catchUp();
  const reply = await waiting;
  expect(votes(reply, first)).toBe(1);
  expect(reply.freshness.lag_seconds).toBe(0);
});

test('a day without papers is an empty list that names its neighbours', async () => {
  const date = new Date(START).toISOString().slice(0, 10);
  const { status, body } = await query.get('/v1/lists/2019-05-04');
  expect(status).toBe(200);
  expect(listReply.parse(body)).toMatchObject({
    items: [],
    list: { kind: 'day', key: '2019-05-04', previous: null, next: date },
  });
});

test('while a table is projected again questions are answered 503 with Retry-After', async () => {
  const closed = createQueryUnderTest(model, { unavailable: () => 'projecting votes again' });
  const reply = await closed.get('/v1/trending');
  expect(reply.status).toBe(503);
  expect(reply.headers.get('Retry-After')).not.toBeNull();
  closed.close();
});
