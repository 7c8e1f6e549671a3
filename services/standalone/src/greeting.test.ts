import { expect, test } from 'vitest';
import { greeting } from './greeting.ts';

const base = { url: 'http://127.0.0.1:8787', dataDir: '.emberlog', writeKey: 'el_k', demo: true };

test('the printed command votes for the paper and reads it after its own vote', () => {
  const text = greeting({ ...base, item: { id: 'a/b', title: 'T' } });
  expect(text).toContain('"type":"item.upvoted","subject":"a/b"');
  expect(text).toContain('/v1/items/a%2Fb?after=$AFTER');
});

test('without a paper it publishes one', () => {
  expect(greeting({ ...base, demo: false, item: null })).toContain('"type":"item.published"');
});

test('without a key in clear it prints no command', () => {
  expect(greeting({ ...base, writeKey: null, item: null })).not.toContain('curl');
});
