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

// Seen to fail when times are counted from the first one for ever, and when those that move keep
// the distance from where they were counted before.
test('it remembers to the millisecond through months, by any clock', () => {
  const [begin, hour, window] = [1_764_000_000_123, 3_600_001, 8 * 86_400_000];
  const memory = createIdMemory();
  const times = Array.from({ length: 5_000 }, (_, turn) => begin + turn * hour);
  for (const [turn, at] of times.entries()) memory.keep(`id-${turn}`, at, at - window);
  const last = times.at(-1) ?? 0;
  const remembered = [...times.entries()].filter(([, at]) => at >= last - window);
  expect(remembered.length).toBeGreaterThan(190);
  for (const [turn, at] of remembered) expect(memory.at(`id-${turn}`)).toBe(at);
  expect(memory.size()).toBeLessThan(600);
});

test('a time that cannot be kept is refused, and one past remembering is forgotten', () => {
  const memory = createIdMemory();
  const since = 1_764_000_000_000;
  memory.keep('old', 1, since);
  memory.keep('known', since, since);
  expect(memory.at('old')).toBeUndefined();
  expect(() => {
    memory.keep('new', since + 2 ** 32, since);
  }).toThrow(RangeError);
  expect(memory.at('known')).toBe(since);
});
