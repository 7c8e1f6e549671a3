import type { Reader } from '@emberlog/clickhouse';
import { expect, test } from 'vitest';
import { createPlainTables } from '../trial/plain-tables.ts';
import { ANONYMOUS_MEMORY } from './anonymous-views.ts';
import { createSeenViews, type View } from './seen-views.ts';

const NOW = Date.UTC(2026, 0, 10);
const BEFORE = { kps: [0], offs: [0] };

/** Views with room for one viewer or four ids, and the questions that were asked of the tables. */
const open = () => {
  const asked: { readonly name: string; readonly params: unknown }[] = [];
  const { reader } = createPlainTables();
  const listening: Reader = {
    query: async (query, params) => {
      asked.push({ name: query.name, params });
      return await reader.query(query, params);
    },
  };
  return { seen: createSeenViews({ reader: listening, maxStateEntries: 1 }), asked };
};

const view = (viewer: string, id: string, logged = NOW): View => {
  return { kp: 0, item: 'a', window: 0, viewer, id, logged };
};
const namesOf = (asked: readonly { readonly name: string }[]): readonly string[] =>
  asked.map(({ name }) => name);

test('only what the views of a batch need is asked for', async () => {
  const { seen, asked } = open();
  await seen.hold([view('1', 'x')], BEFORE);
  expect(namesOf(asked)).toEqual(['counted-viewers']);
  await seen.hold([view('0', 'x')], BEFORE);
  expect(namesOf(asked)).toEqual(['counted-viewers', 'counted-anonymous-views']);
});

test('anonymous views are read as far back as their ids are remembered', async () => {
  const { seen, asked } = open();
  await seen.hold([view('0', 'x', NOW + 5), view('0', 'y', NOW)], BEFORE);
  expect(asked[0]?.params).toMatchObject({ since: NOW - ANONYMOUS_MEMORY });
  const early = open();
  await early.seen.hold([view('0', 'x', 7)], BEFORE);
  expect(early.asked[0]?.params).toMatchObject({ since: 0 });
});

test.each([
  ['two viewers', ['1', '2']],
  ['five anonymous views', ['0', '0', '0', '0', '0']],
])('what a batch let go of is forgotten when there is no room: %s', async (_name, by) => {
  const { seen, asked } = open();
  const views = by.map((viewer, index) => view(viewer, `id-${index}`));
  const held = await seen.hold(views, BEFORE);
  expect(views.map(held.count)).toEqual(views.map(() => 'counted'));
  held.release();
  await seen.hold(views, BEFORE);
  expect(asked).toHaveLength(2);
});
