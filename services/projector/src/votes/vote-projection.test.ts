import type { EventOf } from '@emberlog/events';
import { expect, test } from 'vitest';
import { createPlainTables } from '../trial/plain-tables.ts';
import { createVoteProjection } from './vote-projection.ts';

const TIME = Date.UTC(2026, 0, 10, 12);
const origin = { kp: 1, off: 7, appended: TIME - 5, logged: TIME - 1, digest: '9' };
const data = { actor: '00000000000000ff' };
const envelope = { id: 'e', source: 's', subject: 'a', time: TIME };
const upvoted: EventOf<'item.upvoted'> = { ...envelope, type: 'item.upvoted', data };
const retracted: EventOf<'item.upvote_retracted'> = {
  ...{ ...envelope, id: 'f', time: TIME + 1 },
  ...{ type: 'item.upvote_retracted', data },
};

const projection = createVoteProjection({ ...createPlainTables(), maxStateEntries: 10 });

test('votes and retractions are taken, and nothing else', () => {
  expect(projection.table).toBe('votes');
  expect(projection.accept(upvoted)).toEqual({ event: upvoted });
  expect(projection.accept(retracted)).toEqual({ event: retracted });
  const viewed = { ...envelope, type: 'item.viewed', data: {} } as const;
  expect(projection.accept(viewed)).toBe('type: does not belong to the votes');
});

test('each event is a row, a retraction one at the time of its vote', async () => {
  const { rows } = await projection.resolve(
    [
      { origin, event: upvoted },
      { origin: { ...origin, off: 8, logged: TIME + 9 }, event: retracted },
    ],
    { kps: [1], offs: [7] },
  );
  const row = { ...origin, item: 'a', voter: '255', outcome: 'counted', effective_at: TIME - 1 };
  expect(rows).toEqual([
    { ...row, event_id: 'e', event_time: TIME, kind: 'upvoted', recorded_at: TIME - 1, delta: 1 },
    {
      ...{ ...row, off: 8, logged: TIME + 9, event_id: 'f', event_time: TIME + 1 },
      ...{ kind: 'retracted', recorded_at: TIME + 1, delta: -1 },
    },
  ]);
  expect(() => projection.block(rows)).not.toThrow();
});

test('a dead record is a row of no item and no voter', () => {
  const dead = projection.deadRow(origin);
  expect(dead).toEqual({
    ...origin,
    ...{ item: '', voter: '0', event_id: '', event_time: TIME - 1, kind: 'dead', outcome: 'dead' },
    ...{ effective_at: TIME - 1, recorded_at: TIME - 1, delta: 0 },
  });
  expect(() => projection.block([dead])).not.toThrow();
});
