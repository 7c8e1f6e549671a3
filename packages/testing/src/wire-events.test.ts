import { parseEvent } from '@emberlog/events';
import { expect, test } from 'vitest';
import { wireEvents } from './wire-events.ts';

const START = Date.UTC(2026, 0, 15, 12);

test('every event that is built is one the collector reads, at its own time', () => {
  const { published, withdrawn, upvoted, retracted, viewed } = wireEvents({ start: START });
  const built = [
    published('a'),
    published('a', { organization: { name: 'ETH' }, listedAt: '2026-01-15T08:00:00Z' }),
    upvoted('a', 'ann'),
    retracted('a', 'ann'),
    viewed('a', 'ann'),
    viewed('a'),
    withdrawn('a'),
  ];
  const parsed = built.map((event) => parseEvent(event, { receivedAt: 0, envelope: 'lenient' }));
  expect(parsed.map((event) => event.ok && event.event.time)).toEqual(
    built.map((_, index) => START + index * 1_000),
  );
});

test('ids count on, and what a test fixes is kept', () => {
  const { upvoted } = wireEvents({ start: START, prefix: 'x' });
  expect(upvoted('a', 'ann').id).toBe('x-1');
  expect(upvoted('a', 'ben', { id: 'mine', time: 5 })).toMatchObject({
    id: 'mine',
    time: '1970-01-01T00:00:00.005Z',
  });
  expect(upvoted('a', 'cat')).toMatchObject({ id: 'x-3', time: '2026-01-15T12:00:02.000Z' });
});
