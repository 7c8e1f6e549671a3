import { nastyIds, nastyTitles } from '@emberlog/testing';
import { leaksOf } from '../leaks.ts';
import type { Dice } from './dice.ts';

const TEXTS: readonly [string, ...string[]] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00\ud800',
  '\ufeff',
  '\u202e',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  '../../../etc/passwd',
  '..%2f..%2f',
  '%',
  '%00',
  '%ff',
  '%c0%ae',
  '${7*7}',
  '{{7*7}}',
  "' OR '1'='1",
  "'; DROP TABLE votes; --",
  '{p:String}',
  '<script>alert(1)</script>',
  'javascript:alert(1)',
  'http://[',
  '1e999',
  '-0',
  '0x10',
  '9007199254740993',
  '99999999999999999999',
  '2025-02-30T00:00:00Z',
  '2199-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  'urn:emberlog:item.published:0',
  'urn:emberlog:item.upvoted:999999',
  'x'.repeat(201),
  'x'.repeat(10_001),
  '🔥'.repeat(501),
  ...nastyIds,
  // What is published comes back: a title must not look like a leak.
  ...nastyTitles.filter((title) => leaksOf({}, title).length === 0),
];

/** A text that somebody's code breaks on. */
export const nastyText = (dice: Dice): string => dice.pick(TEXTS);

const NUMBERS: readonly [string, ...string[]] = [
  ...(['0', '-1', '-0', '1.5', '1e3', '1e999', '-1e999', '5e-324', '9007199254740993'] as const),
  ...['1e-7', '00', '+1', '.5', '1.', 'NaN', 'Infinity', '0x1', '1_000', '18446744073709551616'],
];

/** A text of JSON, often a value in the wrong place, sometimes not JSON at all. */
export const nastyJson = (dice: Dice): string => {
  switch (dice.below(12)) {
    case 0:
      return dice.pick(['null', 'true', 'false', '[]', '{}', '""', 'undefined', '']);
    case 1:
    case 2:
      return dice.pick(NUMBERS);
    case 3:
      return (
        '['.repeat(dice.pick([2, 49, 100, 1_000])) + ']'.repeat(dice.pick([2, 49, 100, 1_000]))
      );
    case 4:
      return nested(dice.pick([3, 60, 500]));
    case 5:
      return `{${dice.pick(['"__proto__"', '"constructor"', '"toString"', '"a"', '"\\ud800"'])}:{}}`;
    case 6:
      return `[${new Array(dice.pick([1, 51, 5_001])).fill(dice.pick(['1', 'null', '"a"', '{}'])).join()}]`;
    case 7:
      return dice.pick(['"\\u0000"', '"\\ud800"', '"\\x41"', '"\\u12"', '"a\nb"', '"', "'a'"]);
    default:
      return JSON.stringify(nastyText(dice));
  }
};

const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
