import { expect, test } from 'vitest';
import { greeting, nearestToRise } from './greeting.ts';

const base = {
  url: 'http://127.0.0.1:8787',
  sqlUrl: 'http://127.0.0.1:8123',
  dataDir: '.emberlog',
  writeKey: 'el_k',
  readKey: null,
  sqlKey: 'el_s',
  demo: true,
};

const paper = (id: string, score: number) => ({ id, title: 'T', rank: 1, upvotes: 1, score });

test('the paper to vote for is the one a single vote lifts first', () => {
  const list = [paper('a', 9), paper('b', 7), paper('c', 6.5), paper('d', 4)];
  expect(nearestToRise(list)?.id).toBe('c');
  expect(nearestToRise(list.slice(0, 1))?.id).toBe('a');
  expect(nearestToRise([])).toBeNull();
});

test('the printed command votes for the paper and reads it after its own vote', () => {
  const text = greeting({ ...base, item: paper('a/b', 2) });
  expect(text).toContain('"type":"item.upvoted","subject":"a/b"');
  expect(text).toContain('/v1/items/a%2Fb?after=$AFTER');
});

test('without a paper it publishes one', () => {
  expect(greeting({ ...base, demo: false, item: null })).toContain('"type":"item.published"');
});

test('without a key in clear it prints no command', () => {
  expect(greeting({ ...base, writeKey: null, item: null })).not.toContain('curl');
});

test('where reading needs a key, the command brings one', () => {
  expect(greeting({ ...base, readKey: 'el_r', item: null })).toMatch(
    /trending\?after=\$AFTER" -H 'Authorization: Bearer el_r'/,
  );
});

test('it says where analysts ask, with a question that works as it stands', () => {
  const text = greeting({ ...base, item: null });
  expect(text).toMatch(/^curl -s http:\/\/127\.0\.0\.1:8123 -u 'analyst:el_s' -d 'SELECT .*'$/m);
  expect(greeting({ ...base, sqlUrl: null, item: null })).not.toContain('SQL');
});
