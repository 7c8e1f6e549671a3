import type { Reader } from '@emberlog/clickhouse';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { LOOKS } from '../testing/looks.ts';
import { createQueryUnderTest, type QueryUnderTest } from '../testing/query-under-test.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { HOUR, MORNING, smallSite, upvoted } from '../testing/small-site.ts';

const NOW = MORNING + 10 * HOUR;
const CROWD = 60;

let model: ReadModel;
let service: QueryUnderTest;
let asked: string[];
beforeAll(async () => {
  model = await openReadModel();
  await model.write(smallSite);
});
afterAll(async () => await model.close());
beforeEach(() => {
  asked = [];
  const reader: Reader = {
    query: async (query, params) => {
      if (!LOOKS.has(query.name)) asked.push(query.name);
      return await model.reader.query(query, params);
    },
  };
  service = createQueryUnderTest({ ...model, reader });
  service.setClock(NOW);
});

const together = async (paths: readonly string[]) =>
  await Promise.all(paths.map(async (path) => await service.get(path)));

// Seen to fail when what is being produced is not shared.
test.each([
  '/v1/trending',
  '/v1/trending?algorithm=best&q=title&per_organization=2&explain=true',
  '/v1/lists/2025-W50?sort=trending',
  '/v1/items/a/timeseries?metric=upvotes',
  '/v1/items/a',
])('a stampede to %s costs each statement once', async (path) => {
  const replies = await together(Array.from({ length: CROWD }, () => path));
  const [first] = replies;
  expect(first?.status).toBe(200);
  expect(replies.map(({ body }) => body)).toEqual(replies.map(() => first?.body));
  expect(asked.filter((name, index) => asked.indexOf(name) !== index)).toEqual([]);
  const before = asked.length;
  await together(Array.from({ length: CROWD }, () => path));
  expect(asked.length).toBe(before);
});

// Seen to fail when a position is left out of what an answer is kept by.
test('questions that differ in anything are asked each for itself', async () => {
  const { body } = await service.get('/v1/trending');
  const pins = `position=${String(body['position'])}&as_of=${String(body['as_of'])}`;
  const paths = ['', '&half_life=47h', '&limit=2', '&period=1h', '&q=title', '&min_votes=1'].map(
    (more) => `/v1/trending?${pins}${more}`,
  );
  asked = [];
  await together(paths);
  // The first was answered before.
  expect(asked.filter((name) => name.includes('-page') || name === 'trending-votes').length).toBe(
    paths.length - 1,
  );
  const ends = await model.write([upvoted('c', 77, NOW - HOUR)]);
  const after = service.ingestToken(ends);
  const later = await service.get(`/v1/trending?as_of=${String(body['as_of'])}&after=${after}`);
  expect(later.body['items']).not.toEqual(body['items']);
  const past = await service.get(paths[0] ?? '');
  expect(past.body).toEqual({ ...body, freshness: past.body['freshness'] });
});
