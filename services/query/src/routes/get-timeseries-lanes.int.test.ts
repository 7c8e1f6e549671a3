import type { Reader } from '@emberlog/clickhouse';
import { waitUntil } from '@emberlog/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createQueryUnderTest, type QueryUnderTest } from '../testing/query-under-test.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { HOUR, MORNING, smallSite } from '../testing/small-site.ts';

const NOW = MORNING + 10 * HOUR;
const PATH = '/v1/items/a/timeseries?interval=30m&as_of=2025-12-10T16:00:00Z';
const RANKS = `${PATH}&metric=rank`;
const POINTS = 21;

let model: ReadModel;
let service: QueryUnderTest;
let asked: number;
let held: (() => void)[];
let isHeld: (nth: number) => boolean;
beforeAll(async () => {
  model = await openReadModel();
  await model.write(smallSite);
});
afterAll(async () => await model.close());
beforeEach(() => {
  [asked, held, isHeld] = [0, [], () => true];
  const reader: Reader = {
    query: async (query, params) => {
      if (query.name === 'trending-votes') {
        asked += 1;
        if (isHeld(asked)) await new Promise<void>((resolve) => held.push(resolve));
      }
      return await model.reader.query(query, params);
    },
  };
  service = createQueryUnderTest({ ...model, reader }, { series: { series: 2 } });
  service.setClock(NOW);
});

const letGo = (): void => {
  isHeld = () => false;
  for (const go of held.splice(0)) go();
};

test('two statements of all series run at a time, a series too many gets 429, and lists are read', async () => {
  const series = [RANKS, `${PATH}&metric=score`].map(async (path) => await service.get(path));
  await waitUntil(() => held.length === 2);
  const refused = await waitUntil(async () => {
    const reply = await service.get(`${RANKS}&algorithm=top`);
    return reply.status === 429 ? reply : null;
  });
  expect(refused.headers.get('Retry-After')).toBe('5');
  expect((await service.get(`${PATH}&metric=upvotes`)).status).toBe(200);
  expect(asked).toBe(2);
  letGo();
  expect((await Promise.all(series)).map(({ status }) => status)).toEqual([200, 200]);
  expect(asked).toBe(2 * POINTS);
});

// Seen to fail when the first who leaves ends it, and when it is read on for nobody.
test('a series is read on for those who still wait, and given up when the last has left', async () => {
  const clients = [new AbortController(), new AbortController(), new AbortController()];
  const replies = clients.map(async ({ signal }) => await service.open(RANKS, { signal }));
  await waitUntil(() => held.length === 2);
  clients[0]?.abort();
  isHeld = (nth) => nth > 6;
  for (const go of held.splice(0, 1)) go();
  await waitUntil(() => asked === 7 && held.length === 2);
  clients[1]?.abort();
  clients[2]?.abort();
  letGo();
  expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(asked).toBe(7);
  expect((await service.get(RANKS)).status).toBe(200);
});
