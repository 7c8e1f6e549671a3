import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureEvents } from './measure-events.ts';

const BOUNDS = { fields: 3, nested: 2 };
const measure = (text: string, depth: number, bounds = BOUNDS) =>
  measureEvents(Buffer.from(text), depth, bounds);

describe('the measure of a document', () => {
  it('counts what stands where events are expected', () => {
    expect(measure('[]', 1).events).toBe(0);
    expect(measure(' [ 1 , "a,b" , {} , [1,2] ] ', 1).events).toBe(4);
    expect(measure('{"events":[{},{"a":[1,2]}]}', 2).events).toBe(2);
  });

  it('names each event that holds too much, by its place and its bytes', () => {
    const large = '{"a":1,"b":2,"c":3,"d":4}';
    const deep = '[[[]]]';
    const text = `[{"a":1},${large},1,${deep}]`;
    expect(
      measure(text, 1).outsized.map(({ index, start, end }) => [index, text.slice(start, end)]),
    ).toEqual([
      [1, large],
      [3, deep],
    ]);
  });

  it('takes brackets, colons and quotes in texts for what they are', () => {
    const text = JSON.stringify([{ a: '{{{[[[:::"\\', 'b:"': '\\\\"]' }, {}]);
    expect(measure(text, 1)).toEqual({ events: 2, outsized: [], fault: null });
  });

  it('begins anew with each event', () => {
    expect(measure(`[${new Array(50).fill('{"a":[],"b":1}').join()}]`, 1).outsized).toEqual([]);
  });

  // Seen to fail when brackets are counted whatever their kind: an event then swallows the next.
  it('finds brackets that do not match, for nobody can say where such an event ends', () => {
    for (const text of [
      '[{"a":[[[]},{},{}]',
      '[{"a":{"b":{"c":',
      '[{]}',
      '[',
      '[[1}',
      '{"a":"b"',
    ]) {
      expect(measure(text, 1).fault).toBe('brackets');
    }
  });

  it('finds what follows a list of events in its object', () => {
    expect(measure('{"events":[1],"more":1}', 2).fault).toBe('strangers');
    expect(measure('{"events":[1] } ', 2).fault).toBeNull();
  });

  it('survives what is no JSON', () => {
    for (const text of ['', ']', '}}}', '"', '"\\', '[,,,', ':::', '\ufeff']) {
      for (const depth of [0, 1, 2]) expect(() => measure(text, depth)).not.toThrow();
    }
  });
});

const structureOf = (value: unknown): { fields: number; nested: number } => {
  if (typeof value !== 'object' || value === null) return { fields: 0, nested: 0 };
  const inner = Object.values(value).map(structureOf);
  return {
    fields:
      (Array.isArray(value) ? 0 : Object.keys(value).length) +
      inner.reduce((sum, { fields }) => sum + fields, 0),
    nested: 1 + inner.reduce((sum, { nested }) => sum + nested, 0),
  };
};

// Seen to fail when an escaped quote ends a text, and when the counts go on over a comma.
it('the measure equals the count over the parsed values, for any JSON', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.nat(6), fc.nat(6), (values, fields, nested) => {
      const expected = values.flatMap((value, index) => {
        const structure = structureOf(value);
        return structure.fields > fields || structure.nested > nested ? [index] : [];
      });
      const text = JSON.stringify(values, null, 1);
      const { events, outsized } = measure(text, 1, { fields, nested });
      expect(outsized.map(({ index }) => index)).toEqual(expected);
      expect(events).toBe(values.length);
      for (const { index, start, end } of outsized) {
        expect(JSON.parse(Buffer.from(text).toString('utf8', start, end))).toEqual(
          JSON.parse(JSON.stringify(values[index])),
        );
      }
    }),
    { numRuns: 500 },
  );
});
