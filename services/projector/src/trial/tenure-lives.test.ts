import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPlainTables } from './plain-tables.ts';
import { beginLives, endLives, livesArbitrary } from './tenure-commands.ts';

// Seen to fail when loaded states are dropped, when a vote cast again counts from its new time, when
// stored times decide what is stale, when half hours share a state, when `logged`
// begins anew, and when anonymous views count for ever.
test.each(['votes', 'views'] as const)(
  'rows of %s are a function of the log, whatever was forgotten, taken away, lost or unanswered',
  async (table) => {
    await fc.assert(
      fc.asyncProperty(livesArbitrary(60), async (commands) => {
        const begun = await beginLives(table, createPlainTables());
        await fc.asyncModelRun(() => begun, commands);
        const { stored, expected } = await endLives(begun.real);
        expect(stored).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  },
);
