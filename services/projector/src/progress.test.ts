import { expect, test } from 'vitest';
import type { CheckedTable } from './checks/check-tables.ts';
import { createProgress } from './progress.ts';
import { quiet } from './trial/trial-engine.ts';

const votes = (next: number, end: number, again = false): CheckedTable => ({
  table: 'votes',
  definition: { logic: 1 },
  again,
  points: [{ partition: 0, next, logged: 0, first: 0, end }],
});

const open = () => {
  let now = 0;
  const lines: string[] = [];
  const troubles: (string | null)[] = [];
  const progress = createProgress({
    logger: quiet,
    clock: () => now,
    onLine: (line) => lines.push(line),
    onTrouble: (trouble) => troubles.push(trouble),
  });
  const committed = (end: number): void => progress.committed('votes', new Map([[0, end]]));
  const wait = (ms: number): void => void (now += ms);
  return { progress, committed, lines, troubles, wait };
};

test('it may be served once all that was known at the start is projected', () => {
  const { progress, committed } = open();
  progress.checking('votes');
  expect(progress.status()).toBe('checking votes');
  progress.resumed([votes(1_200, 9_000)]);
  expect(progress.status()).toBe('projecting votes: 1,200 of 9,000 records');
  committed(9_000);
  expect(progress.status()).toBeNull();
});

test('neither a later lag nor a failure withdraws it', () => {
  const { progress, committed, troubles } = open();
  progress.resumed([votes(5, 5)]);
  progress.interrupted('trying again: insert into votes failed');
  expect(progress.status()).toBeNull();
  progress.resumed([votes(5, 50)]);
  expect(progress.status()).toBeNull();
  expect(progress.trouble()).toBe('trying again: insert into votes failed');
  progress.interrupted('trying again: insert into votes failed');
  committed(50);
  expect(progress.trouble()).toBeNull();
  expect(troubles).toEqual(['trying again: insert into votes failed', null]);
});

test('trouble is over when a check finds every record, though nothing was committed', () => {
  const { progress } = open();
  progress.resumed([votes(5, 6)]);
  progress.interrupted('trying again: insert into votes failed');
  progress.resumed([votes(6, 6)]);
  expect(progress.trouble()).toBeNull();
});

test('a failure for good withdraws it', () => {
  const { progress } = open();
  progress.resumed([votes(5, 5)]);
  progress.stopped('record 5 is missing');
  expect(progress.status()).toBe('stopped: record 5 is missing');
  expect(progress.trouble()).toBe('stopped: record 5 is missing');
});

test('a damaged table withdraws it until the table is whole again', () => {
  const { progress, committed } = open();
  progress.resumed([votes(5, 5)]);
  progress.resumed([votes(0, 9, true)]);
  expect(progress.status()).toBe('projecting votes again: 0 of 9 records');
  committed(4);
  progress.resumed([votes(4, 12)]);
  expect(progress.status()).toBe('projecting votes again: 4 of 9 records');
  committed(9);
  expect(progress.status()).toBeNull();
});

test('a line is told every two seconds and at the end, none once caught up', () => {
  const { progress, committed, lines, wait } = open();
  progress.resumed([votes(0, 9)]);
  committed(1);
  wait(2_000);
  committed(2);
  wait(1_999);
  committed(3);
  committed(9);
  wait(9_000);
  committed(10);
  expect(lines).toEqual(['projecting votes: 2 of 9 records', 'projecting votes: 9 of 9 records']);
});
