import type { EventOf } from '@emberlog/events';
import { expect, test } from 'vitest';
import { createPlainTables } from '../trial/plain-tables.ts';
import { createViewProjection } from './view-projection.ts';

const TIME = Date.UTC(2026, 0, 10, 12, 40);
const origin = { kp: 1, off: 7, appended: TIME - 5, logged: TIME - 1, digest: '9' };
const viewed = (actor?: string, time = TIME): EventOf<'item.viewed'> => {
  const data = actor === undefined ? {} : { actor };
  return { id: 'e', source: 's', type: 'item.viewed', subject: 'a', time, data };
};

const projection = createViewProjection({
  ...createPlainTables(),
  maxStateEntries: 10,
  windowMinutes: 30,
});
const before = { kps: [1], offs: [7] };

test('views are taken, of a time that the table can hold, and nothing else', () => {
  expect(projection.table).toBe('views');
  expect(projection.accept(viewed())).toEqual({ event: viewed() });
  expect(projection.accept(viewed(undefined, Date.UTC(2107, 0)))).toBe(
    'time: is later than the table can hold',
  );
  const vote = { ...viewed(), type: 'item.upvoted', data: { actor: '1' } } as const;
  expect(projection.accept(vote)).toBe('type: does not belong to the views');
});

test('a view is a row with its window, and holds from its time, but not before it was logged', async () => {
  const { rows } = await projection.resolve(
    [{ origin, event: viewed('00000000000000ff') }],
    before,
  );
  expect(rows).toEqual([
    {
      ...origin,
      ...{
        item: 'a',
        viewer: '255',
        event_id: 'e',
        event_time: TIME,
        outcome: 'counted',
        delta: 1,
      },
      window_start: Date.UTC(2026, 0, 10, 12, 30) / 1_000,
      recorded_at: TIME - 1,
    },
  ]);
  expect(() => projection.block(rows)).not.toThrow();
});

test('a dead record is a row of no item and no viewer', () => {
  const dead = projection.deadRow(origin);
  expect(dead).toEqual({
    ...origin,
    ...{ item: '', viewer: '0', event_id: '', event_time: TIME - 1, outcome: 'dead', delta: 0 },
    window_start: Date.UTC(2026, 0, 10, 12, 30) / 1_000,
    recorded_at: TIME - 1,
  });
  expect(() => projection.block([dead])).not.toThrow();
});
