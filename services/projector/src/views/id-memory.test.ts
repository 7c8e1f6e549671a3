import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdMemory } from './id-memory.ts';

// Seen to fail with a search that stops at the first taken slot, with slots that are not moved when
// room is made, and with a size that counts an id kept twice.
test('it remembers what a map remembers, however it grows', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ id: fc.integer({ min: 0, max: 300 }), at: fc.nat(1_000) }), {
        maxLength: 600,
      }),
      (kept) => {
        const memory = createIdMemory();
        const known = new Map<string, number>();
        for (const { id, at } of kept) {
          memory.keep(`id-${id}`, at, 0);
          known.set(`id-${id}`, at);
        }
        expect(memory.size()).toBe(known.size);
        for (let id = 0; id <= 301; id += 1) {
          expect(memory.at(`id-${id}`)).toBe(known.get(`id-${id}`));
        }
      },
    ),
  );
});

// Seen to fail when making room keeps all.
test('making room forgets what is past remembering, and nothing else', () => {
  const memory = createIdMemory();
  for (let at = 0; at < 10_000; at += 1) memory.keep(`id-${at}`, at, at - 100);
  expect(memory.size()).toBeLessThan(400);
  for (let at = 9_899; at < 10_000; at += 1) expect(memory.at(`id-${at}`)).toBe(at);
});
