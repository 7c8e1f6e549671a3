import { parseEvent } from '@emberlog/events';
import { describe, expect, test } from 'vitest';
import { demoHistory } from './demo-history.ts';

const NOW = Date.UTC(2026, 0, 14, 15);
const history = demoHistory({ seed: 20_251_210, now: NOW });
const batches = [...history.batches()];
const events = batches.flat();
const times = events.map(({ time }) => Date.parse(time ?? ''));
const ofType = (type: string) => events.filter((event) => event.type === type);

describe('the history of the demo', () => {
  test('is the same again for the same seed and end', () => {
    const again = demoHistory({ seed: 20_251_210, now: NOW });
    const first = JSON.stringify(batches);
    expect(JSON.stringify([...again.batches()]) === first).toBe(true);
    expect(JSON.stringify([...history.batches()]) === first).toBe(true);
  });

  test('is another one for another seed', () => {
    expect(demoHistory({ seed: 1, now: NOW }).total).not.toBe(history.total);
  });

  test('comes in batches of at most 1,000 that hold the promised total', () => {
    expect(Math.max(...batches.map((batch) => batch.length))).toBe(1_000);
    expect(events.length).toBe(history.total);
  });

  test('holds only events that are accepted as they are', () => {
    const refused = events.filter(
      (event) => !parseEvent(event, { receivedAt: 0, envelope: 'lenient' }).ok,
    );
    expect(refused).toEqual([]);
  });

  test('has ids of its own seed that are all different', () => {
    const ids = new Set(events.map(({ id }) => id));
    expect(ids.size).toBe(events.length);
    expect(Math.max(...events.map(({ id }) => id.length))).toBeLessThanOrEqual(64);
    const others = [...demoHistory({ seed: 1, now: NOW }).batches()].flat();
    expect(others.filter(({ id }) => ids.has(id))).toEqual([]);
  });

  test('is in the order of time and ends by now', () => {
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(NOW);
    expect(times.at(-1)).toBeGreaterThan(NOW - 3_600_000);
  });

  test('publishes fifty papers once each, before anybody reads them', () => {
    const published = ofType('item.published').map(({ subject }) => subject);
    expect(published.toSorted()).toEqual(history.papers.map(({ id }) => id).toSorted());
    const first = new Map(events.toReversed().map(({ subject, type }) => [subject, type]));
    expect([...first.values()]).toEqual(Array(50).fill('item.published'));
  });

  test('says of a paper what the list said, and nothing of what it left out', () => {
    const data = (title: string): unknown =>
      events.find(({ data }) => 'title' in data && data.title.startsWith(title))?.data;
    expect(data('RLP')).toMatchObject({
      publishedAt: '2025-09-26',
      organization: { name: 'nvidia', fullname: 'NVIDIA' },
      comments: 4,
    });
    expect(Object.keys(data('Vision-R1') as object)).toEqual([
      'title',
      'listedAt',
      'listedOn',
      'comments',
    ]);
  });

  test('has readers for the papers of today', () => {
    const today = new Set(history.papers.slice(-5).map(({ id }) => id));
    const read = new Set(ofType('item.viewed').map(({ subject }) => subject));
    expect([...today].filter((id) => !read.has(id))).toEqual([]);
    expect(
      ofType('item.upvoted').filter(({ subject }) => today.has(subject)).length,
    ).toBeGreaterThan(5);
  });
});
