import { expect, test } from 'vitest';
import { deadLetterBlock } from './dead-letter-block.ts';
import { voteBlock, type VoteRow } from './vote-block.ts';

const NOW = Date.UTC(2026, 0, 31, 23, 59, 59, 7);

const row: VoteRow = {
  kp: 65_535,
  off: Number.MAX_SAFE_INTEGER,
  item: 'a',
  voter: '18446744073709551615',
  event_id: 'e',
  event_time: NOW,
  kind: 'upvoted',
  outcome: 'counted',
  effective_at: 0,
  recorded_at: NOW,
  delta: -1,
  appended: NOW,
  logged: NOW,
  digest: '0',
};

test('a row becomes its values in the order of the columns, times in milliseconds', () => {
  const { table, columns, rows } = voteBlock([row]);
  expect(table).toBe('votes');
  expect(columns).toEqual(Object.keys(row));
  expect(rows).toEqual([Object.values(row)]);
});

test.each([
  ['a partition of more than 16 bits', { kp: 65_536 }],
  ['an offset that JavaScript cannot count', { off: 2 ** 53 }],
  ['a negative offset', { off: -1 }],
  ['a hash of more than 64 bits', { voter: '18446744073709551616' }],
  ['a hash that is no number', { digest: '0x1' }],
  ['a time after 2199', { event_time: Date.UTC(2200, 0, 1) }],
  ['a time before 1970', { effective_at: -1 }],
  ['a time with a fraction', { logged: 0.5 }],
  ['an unknown kind', { kind: 'downvoted' }],
  ['a delta of two', { delta: 2 }],
  ['a column the table has not', { votes: 1 }],
])('%s is refused', (_name, wrong) => {
  expect(() => voteBlock([{ ...row, ...wrong } as VoteRow])).toThrow();
});

test('a missing column is refused', () => {
  const rest: Partial<VoteRow> = { ...row };
  delete rest.delta;
  expect(() => voteBlock([rest as VoteRow])).toThrow();
});

test('bytes that are not base64 are refused', () => {
  const letter = { topic: 't', kp: 0, off: 0, key: '', bytes: '', reason: '', appended: 0 };
  expect(deadLetterBlock([letter]).rows).toHaveLength(1);
  expect(() => deadLetterBlock([{ ...letter, bytes: 'a b' }])).toThrow();
});
