import { describe, expect, it } from 'vitest';
import { createAppendedEnds } from './appended-ends.ts';

const bounds = [
  { topic: 'emberlog.items', partition: 0, first: 0, end: 4 },
  { topic: 'emberlog.votes', partition: 1, first: 2, end: 9 },
  { topic: 'emberlog.votes', partition: 0, first: 0, end: 0 },
  { topic: 'emberlog.views', partition: 0, first: 5, end: 5 },
] as const;

describe('the ends of what was appended', () => {
  it("begin as the log's own", () => {
    expect(createAppendedEnds(bounds).vector()).toEqual({ items: [4], votes: [0, 9], views: [5] });
  });

  it('follow each append, in whatever order the appends are told', () => {
    const ends = createAppendedEnds(bounds);
    ends.include([{ topic: 'emberlog.votes', partition: 1, offset: 12 }]);
    ends.include([
      { topic: 'emberlog.votes', partition: 1, offset: 11 },
      { topic: 'emberlog.items', partition: 0, offset: 4 },
    ]);
    expect(ends.vector()).toEqual({ items: [5], votes: [0, 13], views: [5] });
  });

  it('are told as they were at the time', () => {
    const ends = createAppendedEnds(bounds);
    const before = ends.vector();
    ends.include([{ topic: 'emberlog.items', partition: 0, offset: 7 }]);
    expect(before.items).toEqual([4]);
  });
});
