import { describe, expect, it } from 'vitest';
import { ALGORITHMS } from './algorithms.ts';
import { parseDuration } from './duration.ts';
import type { AlgorithmParameter } from './parameter.ts';

const parametersOf = (algorithm: keyof typeof ALGORITHMS): readonly AlgorithmParameter[] =>
  ALGORITHMS[algorithm].parameters;

/** Whether a default is among the values a parameter takes, or none. */
const acceptsDefault = (parameter: AlgorithmParameter): boolean => {
  if (parameter.type === 'enum') return parameter.values.includes(parameter.default);
  if (parameter.type === 'integer') {
    return parameter.default >= parameter.min && parameter.default <= parameter.max;
  }
  if (parameter.default === null || parameter.values?.includes(parameter.default)) return true;
  const [min, given, max] = [parameter.min, parameter.default, parameter.max].map(
    (text) => parseDuration(text) ?? NaN,
  );
  return (min ?? NaN) <= (given ?? NaN) && (given ?? NaN) <= (max ?? NaN);
};

describe('ALGORITHMS', () => {
  it('is keyed by the names of its algorithms, all of version 1', () => {
    expect(
      Object.entries(ALGORITHMS).map(([key, { name, version }]) => [key, name, version]),
    ).toEqual([
      ['trending', 'trending', 1],
      ['new', 'new', 1],
      ['top', 'top', 1],
    ]);
  });

  it.each(['trending', 'new', 'top'] as const)('has defaults within the bounds of %s', (name) => {
    const refused = parametersOf(name).filter((parameter) => !acceptsDefault(parameter));
    expect(refused).toEqual([]);
  });

  it('says of every algorithm and parameter what it is, in words', () => {
    const texts = Object.values(ALGORITHMS).flatMap(({ title, words, formula, parameters }) => [
      ...[title, words, formula],
      ...parameters.map(({ description }) => description),
    ]);
    expect(texts.filter((text) => text.trim() === '')).toEqual([]);
  });

  it('gives trending the parameters its version promises', () => {
    expect(parametersOf('trending')).toMatchObject([
      { name: 'half_life', type: 'duration', default: '48h', min: '1h', max: '30d' },
      { name: 'prior', type: 'integer', default: 3, min: 0, max: 50, unit: 'votes' },
      { name: 'window', type: 'duration', default: null, min: '1h', max: '400d' },
    ]);
    expect(parametersOf('new')).toEqual(parametersOf('trending').slice(2));
  });

  it('gives top a window of a week by the time of the vote', () => {
    expect(parametersOf('top')).toMatchObject([
      {
        ...{ name: 'window', type: 'duration', default: 'week', min: '1h', max: '400d' },
        values: ['day', 'week', 'month', 'all'],
      },
      { name: 'basis', type: 'enum', default: 'voted', values: ['voted', 'published'] },
    ]);
  });
});
