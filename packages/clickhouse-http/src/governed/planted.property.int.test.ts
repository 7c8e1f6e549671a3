import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGovernedEngine, type GovernedEngine } from './testing/governed-engine.ts';
import { EXPRESSIONS, plantedAt, SOURCES, statements, written } from './testing/statements.ts';

let engine: GovernedEngine;

beforeAll(async () => {
  engine = await openGovernedEngine();
});

afterAll(async () => {
  await engine.close();
});

test('a statement of allowed parts is allowed, however they are put together', async () => {
  await fc.assert(
    fc.asyncProperty(statements, async (parts) => {
      expect(await engine.judged(written(parts))).toMatchObject({ allowed: true });
    }),
    { numRuns: 150 },
  );
});

// Seen to fail with what is right of IN not looked at, with names that are neither views nor common
// table expressions left to the engine, and with the settings of a subquery let through.
test('with one hostile part in it, wherever that is, it is refused', async () => {
  const planted = fc.record({
    parts: statements,
    at: fc.nat(),
    expression: fc.constantFrom(...EXPRESSIONS),
    source: fc.constantFrom(...SOURCES),
  });
  await fc.assert(
    fc.asyncProperty(planted, async ({ parts, at, expression, source }) => {
      const sql = written(plantedAt(parts, at, { expression, source }));
      expect(await engine.judged(sql)).toMatchObject({ allowed: false });
    }),
    { numRuns: 500 },
  );
});
