import { HOUR, LOG_START, voteLogArbitrary } from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createQueryUnderTest } from '../testing/query-under-test.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import {
  damageArbitrary,
  damaged,
  firstPage,
  nextPage,
  pinned,
  wait,
  write,
  type Reading,
  type Site,
} from '../testing/reading-commands.ts';
import type { TestRecord } from '../testing/record-rows.ts';
import { published } from '../testing/small-site.ts';

const MANY = Array.from({ length: 9 }, (_, index) => `i${index}`) as [string, ...string[]];
const NOW = LOG_START + 300 * HOUR;

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
});
afterAll(async () => await model.close());

const listings = MANY.map((item, index) => published(item, LOG_START + (index % 3) * HOUR));

/** Votes that arrive now, whatever time they are of, and items that are renamed or listed late. */
const news: fc.Arbitrary<readonly TestRecord[]> = fc
  .tuple(
    voteLogArbitrary({ items: MANY, maxLength: 8 }),
    fc.array(
      fc.tuple(fc.constantFrom(...MANY, 'late', 'later'), fc.integer({ min: -20, max: 200 })),
      {
        maxLength: 1,
      },
    ),
  )
  .map(([votes, versions]) => [
    ...versions.map(([item, hours]) => published(item, LOG_START + hours * HOUR)),
    ...votes,
  ])
  .map((records) => records.map((record) => ({ ...record, logged: NOW })));

const limit = fc.integer({ min: 1, max: 6 });
const commands = fc.commands<Reading, Site, false>(
  [
    news.map(write),
    limit.map(firstPage),
    fc.tuple(fc.nat(), limit).map((args) => nextPage(...args)),
    fc.tuple(fc.nat(), limit).map((args) => nextPage(...args)),
    fc.tuple(fc.nat(), limit).map((args) => pinned(...args)),
    fc.tuple(news, limit).map((args) => wait(...args)),
    fc
      .tuple(fc.constantFrom('cursor' as const, 'position' as const), fc.nat(), damageArbitrary)
      .map((args) => damaged(...args)),
  ],
  { maxCommands: 24, size: 'max' },
);

// Seen to fail when a cursor does not pin its position, and when signatures are not looked at.
test('whatever is written meanwhile, a reader finds each page of the list it began, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (run) => {
      await model.clear();
      await model.write(listings);
      const listeners = new Set<() => void>();
      const service = createQueryUnderTest(model, {
        changes: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      });
      service.setClock(NOW);
      const changed = (): void => {
        for (const listener of listeners) listener();
      };
      const reading: Reading = { known: listings, cursors: [], positions: [] };
      await fc.asyncModelRun(() => ({ model: reading, real: { model, service, changed } }), run);
      service.close();
      expect(listeners.size).toBe(0);
    }),
    { numRuns: 5, unbiased: true },
  );
});
