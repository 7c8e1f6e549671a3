import { describe, expect, test } from 'vitest';
import { seededRandom, type SeededRandom } from './seeded-random.ts';

const draw = (random: SeededRandom, count = 20_000): number[] =>
  Array.from({ length: count }, random.unit);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('random numbers of a seed', () => {
  test('are the same again, and others for another seed or stream', () => {
    const numbers = draw(seededRandom(7), 5);
    expect(draw(seededRandom(7), 5)).toEqual(numbers);
    expect(draw(seededRandom(8), 5)).not.toEqual(numbers);
    expect(draw(seededRandom(7, 1), 5)).not.toEqual(numbers);
  });

  test('differ for seeds that agree in their low 32 bits, as two times of a clock may', () => {
    expect(draw(seededRandom(5), 5)).not.toEqual(draw(seededRandom(5 + 2 ** 32), 5));
  });

  test('fill the unit interval evenly', () => {
    const numbers = draw(seededRandom(1));
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => numbers.filter((number) => Math.floor(number * 10) === tenth).length,
    );
    expect(Math.min(...tenths)).toBeGreaterThan(1_850);
    expect(Math.max(...tenths)).toBeLessThan(2_150);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
  });

  test('have the means of their distributions', () => {
    const random = seededRandom(3);
    const many = (one: () => number): number => mean(Array.from({ length: 20_000 }, one));
    expect(many(() => random.exponential(8))).toBeCloseTo(8, 0);
    expect(many(() => random.poisson(4))).toBeCloseTo(4, 0);
    expect(many(() => random.between(2, 4))).toBeCloseTo(3, 1);
    expect(many(() => random.logNormal(10, 0.5))).toBeCloseTo(10 * Math.exp(0.125), 0);
  });
});
