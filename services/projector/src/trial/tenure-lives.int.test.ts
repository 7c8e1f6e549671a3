import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngineTables } from './engine-tables.ts';
import type { Tables } from './tables.ts';
import { beginLives, endLives, livesArbitrary } from './tenure-commands.ts';
import { openTrialEngine, type TrialEngine } from './trial-engine.ts';

let engine: TrialEngine;
let tables: Tables;

beforeAll(async () => {
  engine = await openTrialEngine();
  tables = createEngineTables(engine);
});

afterAll(async () => {
  await engine.close();
});

// Seen to fail when a vote once cast loads as one that stands, and when viewers load under the next
// half hour.
test.each(['votes', 'views'] as const)(
  'on the engine too, rows of %s are a function of the log',
  async (table) => {
    await fc.assert(
      fc.asyncProperty(livesArbitrary(60), async (commands) => {
        const begun = await beginLives(table, tables);
        await fc.asyncModelRun(() => begun, commands);
        const { stored, expected } = await endLives(begun.real);
        expect(stored).toEqual(expected);
      }),
      { numRuns: 25, unbiased: true, endOnFailure: true },
    );
  },
);
