import { decodePosition, POSITION_PURPOSE } from '@emberlog/api';
import { createSealer } from '@emberlog/service-kit';
import { expect, it } from 'vitest';
import { createAppendedEnds } from './appended-ends.ts';
import { createSealedEnds } from './sealed-ends.ts';

const record = (offset: number) => ({ topic: 'emberlog.votes', partition: 0, offset }) as const;

const start = () => {
  const sealer = createSealer({ secret: new Uint8Array(32), purpose: POSITION_PURPOSE });
  const ends = createAppendedEnds([]);
  const position = createSealedEnds(ends, sealer);
  const opened = () => decodePosition(sealer.open(position()) ?? new Uint8Array());
  return { ends, position, opened };
};

/** Seen to fail when an append that moves an end does not forget the vector told before. */
it('a position covers every append before it, however many were asked for already', () => {
  const { ends, opened } = start();
  for (const offset of [0, 1, 7]) {
    ends.include([record(offset)]);
    const votes = [offset + 1];
    expect(opened()).toEqual({ kind: 'ingest', ends: { items: [], votes, views: [] } });
  }
});

it('who asks while the ends stand still gets the same token', () => {
  const { ends, position } = start();
  ends.include([record(3)]);
  const token = position();
  ends.include([record(2)]);
  expect(position()).toBe(token);
});
