import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { showFilling } from './show-filling.ts';

test('says how much of the history is sent, how fast, and when it will be done', () => {
  const stream = new PassThrough();
  let now = 0;
  const shown = showFilling({ stream, clock: () => now });
  now = 2_400;
  shown.update({ sent: 3_000, total: 8_000 });
  now = 4_200;
  shown.update({ sent: 5_000, total: 8_000 });
  shown.stop();
  expect(String(stream.read()).split('\n')).toEqual([
    'filling the history: 3000 of 8000 events, 1250 a second, 4 s left',
    'filling the history: 5000 of 8000 events, 1190 a second, 3 s left',
    '',
  ]);
});
