import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asUser, openServedSqlPort, type ServedSqlPort } from '../testing/served-sql-port.ts';

let served: ServedSqlPort;

beforeAll(async () => {
  served = await openServedSqlPort();
});

afterAll(async () => {
  await served.close();
});

const ask = async (
  headers: Readonly<Record<string, string>>,
  parameters = '',
): Promise<readonly [number, string | null]> => {
  const response = await fetch(`${served.url}/?query=SELECT%201${parameters}`, { headers });
  return [response.status, response.headers.get('x-clickhouse-exception-code')];
};

test('a key is the password of any user, or the token of a bearer', async () => {
  expect(await ask(asUser('analyst'))).toEqual([200, null]);
  expect(await ask({ 'X-ClickHouse-User': 'x', 'X-ClickHouse-Key': 'analyst' })).toEqual([
    200,
    null,
  ]);
  expect(await ask({ Authorization: 'Bearer analyst' })).toEqual([200, null]);
});

test.each([
  ['no key', {}, '', 401, '194'],
  ['a user without a password', { 'X-ClickHouse-User': 'default' }, '', 401, '194'],
  ['an unknown key', asUser('wrong'), '', 403, '516'],
  ['a key without the scope', asUser('writer'), '', 403, '497'],
  ['a key in the URL', {}, '&user=x&password=analyst', 403, '516'],
])('%s is refused', async (_, headers, parameters, status, code) => {
  expect(await ask(headers, parameters)).toEqual([status, code]);
});

test('a browser is told how to ask for a key', async () => {
  const response = await fetch(`${served.url}/?query=SELECT%201`);
  expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
});

// Seen to fail when the key is looked at after the body.
test('without a key nothing of a body is read', async () => {
  const client = request(served.url, { method: 'POST', headers: asUser('wrong') });
  client.write('SELECT');
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(403);
  client.destroy();
});
