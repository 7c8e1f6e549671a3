import { ServerUnreachableError } from '@emberlog/clickhouse';
import { expect, test } from 'vitest';
import { readModelFailure } from './open-read-model.ts';

// Seen to fail: the address was repeated as it was given.
test('a server that cannot be used is named without its password', () => {
  const error = new ServerUnreachableError(new Error('connect ECONNREFUSED 10.0.0.1:8123'));
  const url = 'http://writer:hidden@clickhouse:8123';
  expect(readModelFailure(error, { url })).toBe(
    'the read model on http://clickhouse:8123 cannot be used: no answer of the ClickHouse server came: connect ECONNREFUSED 10.0.0.1:8123. See to that server',
  );
});
