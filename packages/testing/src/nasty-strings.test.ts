import { parseEvent } from '@emberlog/events';
import { expect, test } from 'vitest';
import { nastyIds, nastyTitles } from './nasty-strings.ts';
import { wireEvents } from './wire-events.ts';

const { published } = wireEvents({ start: 0 });
const accepted = (item: string, title: string): boolean =>
  parseEvent(published(item, { title }), { receivedAt: 0, envelope: 'lenient' }).ok;

test('every nasty title and id is one that events accept', () => {
  expect(nastyTitles.filter((title) => !accepted('a', title))).toEqual([]);
  expect(nastyIds.filter((id) => !accepted(id, 'Title'))).toEqual([]);
});

test('no two are the same', () => {
  expect(new Set(nastyTitles).size).toBe(nastyTitles.length);
  expect(new Set(nastyIds).size).toBe(nastyIds.length);
});
