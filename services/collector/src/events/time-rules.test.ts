import type { EmberlogEvent } from '@emberlog/events';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../limits.ts';
import { brokenTimeRule } from './time-rules.ts';

const NOW = Date.UTC(2025, 11, 10);
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

const at = (time: number): EmberlogEvent => ({
  ...{ id: 'a', source: 's', subject: 'x', type: 'item.withdrawn', data: {}, time },
});
const viewAt = (time: number, actor?: string): EmberlogEvent => ({
  ...{ id: 'a', source: 's', subject: 'x', type: 'item.viewed', time },
  data: actor === undefined ? {} : { actor },
});
const codeOf = (event: EmberlogEvent, mayImport: boolean) =>
  brokenTimeRule(event, { now: NOW, mayImport, limits: DEFAULT_LIMITS })?.code;

describe('the rules of time', () => {
  it('allow five minutes ahead to the millisecond, import or not', () => {
    expect(codeOf(at(NOW + 5 * MINUTE), false)).toBeUndefined();
    expect(codeOf(at(NOW + 5 * MINUTE + 1), false)).toBe('time_in_future');
    expect(codeOf(at(NOW + 5 * MINUTE + 1), true)).toBe('time_in_future');
  });

  it('allow seven days back to the millisecond, and any age to an import', () => {
    expect(codeOf(at(NOW - 7 * DAY), false)).toBeUndefined();
    expect(codeOf(at(NOW - 7 * DAY - 1), false)).toBe('too_old');
    expect(codeOf(at(0), true)).toBeUndefined();
  });

  it('want an actor of a view as soon as only an import may bring it', () => {
    expect(codeOf(viewAt(NOW - 7 * DAY), true)).toBeUndefined();
    expect(codeOf(viewAt(NOW - 7 * DAY - 1), true)).toBe('required');
    expect(codeOf(viewAt(NOW - 7 * DAY - 1, 'ada'), true)).toBeUndefined();
  });

  it('end with the retention for views', () => {
    expect(codeOf(viewAt(NOW - 400 * DAY, 'ada'), true)).toBeUndefined();
    expect(codeOf(viewAt(NOW - 400 * DAY - 1, 'ada'), true)).toBe('too_old');
  });
});
