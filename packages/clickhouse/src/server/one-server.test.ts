import { expect, test } from 'vitest';
import { createOneServer } from './one-server.ts';

const NAME = 'x-clickhouse-server-display-name';

test('replies of one server pass, and so do those that do not say whose they are', () => {
  const look = createOneServer();
  for (const headers of [{}, { [NAME]: 'a' }, {}, { [NAME]: 'a' }]) {
    expect(() => look(headers)).not.toThrow();
  }
});

test('a reply of a second server is an error, each time', () => {
  const look = createOneServer();
  look({ [NAME]: 'a' });
  for (let time = 0; time < 2; time += 1) {
    expect(() => look({ [NAME]: 'b' })).toThrow('more than one server, a and b');
  }
  expect(() => look({ [NAME]: 'a' })).not.toThrow();
});
