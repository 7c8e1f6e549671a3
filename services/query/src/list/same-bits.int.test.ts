import type { OffsetVector } from '@emberlog/api';
import { LOG_SPAN, LOG_START, voteLogArbitrary } from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultParams } from '../request/algorithm-parameters.ts';
import { rankingOf } from '../request/ranking-of.ts';
import { itemLogArbitrary } from '../testing/item-log-arbitrary.ts';
import { insertCrowd } from '../testing/insert-crowd.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { createQueryUnderTest } from '../testing/query-under-test.ts';
import { wholeList } from '../testing/whole-list.ts';
import { withSettings } from '../testing/with-settings.ts';
import { createItemCatalogue } from '../trending/item-catalogue.ts';
import { readPlaces, readStandings } from './ranked-list.ts';

const MANY = Array.from({ length: 90 }, (_, index) => `i${index}`) as [string, ...string[]];
const AS_OF = LOG_START + LOG_SPAN;
const names = ['trending', 'top', 'new', 'hot', 'gravity', 'rising', 'best'] as const;
const rankings = [
  ...names.map((name) => rankingOf(name, defaultParams(name))),
  // Its sums fit into a double: it is read from votes alone.
  rankingOf('trending', { ...defaultParams('trending'), half_life: '1h' }),
];
/** Threads from one to many, and blocks from single rows to whole tables. */
const settings = [
  { max_threads: 1, max_block_size: 65_536 },
  { max_threads: 2, max_block_size: 1 },
  { max_threads: 3, max_block_size: 7 },
  { max_threads: 4, max_block_size: 64, preferred_block_size_bytes: 1 },
  { max_threads: 5, max_block_size: 1_000 },
  { max_threads: 6, max_block_size: 3 },
  { max_threads: 7, max_block_size: 129 },
  { max_threads: 8, max_block_size: 17, preferred_block_size_bytes: 1 },
] as const;

let model: ReadModel;
let ends: OffsetVector;
beforeAll(async () => {
  model = await openReadModel();
  const [[versions, votes] = [[], []]] = fc.sample(
    fc.tuple(
      itemLogArbitrary({ items: MANY, maxLength: 400 }),
      voteLogArbitrary({ items: MANY, maxLength: 3_000 }),
    ),
    { numRuns: 1, seed: 11 },
  );
  expect(votes.length).toBeGreaterThan(500);
  ends = await model.write(versions);
  // Several parts, so that several threads have something to read.
  for (let at = 0; at < votes.length; at += 400) {
    ends = await model.write(votes.slice(at, at + 400));
  }
  // Millions of votes in several parts: what is less than exact shows in great sums only.
  for (let part = 0; part < 4; part += 1) {
    const [first = 0, ...others] = ends.votes;
    const crowd = { item: 'i1', from: first, rows: 20_000, votesEach: 100 };
    await insertCrowd(model.writer, { ...crowd, until: AS_OF, span: LOG_SPAN });
    ends = { ...ends, votes: [first + crowd.rows, ...others] };
  }
});
afterAll(async () => await model.close());

const listsUnder = async (under: (typeof settings)[number]) => {
  const reader = withSettings(model.reader, under);
  const source = { reader, catalogue: createItemCatalogue(reader) };
  return await Promise.all(
    rankings.map(async (ranking) => {
      const list = wholeList(ranking, { asOf: AS_OF, ends });
      const places = await readPlaces(source, list, null, 1_000);
      return { places, standings: await readStandings(source, list, MANY) };
    }),
  );
};

const replyUnder = async (under: (typeof settings)[number]) => {
  const service = createQueryUnderTest({ ...model, reader: withSettings(model.reader, under) });
  service.setClock(AS_OF);
  const { status, body } = await service.get('/v1/trending?explain=true&limit=100&half_life=6h');
  return { status, items: body['items'] };
};

// Seen to fail when the engine sums weights of exp2 as floating-point numbers.
test('threads, blocks and merges change no bit of a list, a standing or an explanation', async () => {
  const [first] = settings;
  const [lists, reply] = [await listsUnder(first), await replyUnder(first)];
  expect(reply.status).toBe(200);
  expect(lists.map(({ places }) => places.length).every((length) => length > 20)).toBe(true);
  for (const under of settings.slice(1)) {
    expect(await listsUnder(under), JSON.stringify(under)).toEqual(lists);
    expect(await replyUnder(under), JSON.stringify(under)).toEqual(reply);
  }
  await model.optimize();
  for (const under of [first, settings[7]]) {
    expect(await listsUnder(under), JSON.stringify(under)).toEqual(lists);
    expect(await replyUnder(under), JSON.stringify(under)).toEqual(reply);
  }
});
