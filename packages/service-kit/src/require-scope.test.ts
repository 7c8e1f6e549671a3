import { expect, test } from 'vitest';
import { createHttpApp } from './http-app.ts';
import { generateKey, hashKey } from './key-text.ts';
import { createKeyring } from './keyring.ts';
import { createLogger } from './logger.ts';
import { requireScope } from './require-scope.ts';

const key = generateKey();
const keyring = createKeyring<'read' | 'write'>(
  [{ id: 'phone', scopes: ['read'], sha256: hashKey(key) }],
  {},
);
const app = createHttpApp({ logger: createLogger({ name: 'kit', level: 'silent' }) });
app.get('/free', (c) => c.json({ key: c.var.key }));
app.get('/read', requireScope(keyring, 'read'), (c) => c.json({ key: c.var.key?.id }));
app.get('/write', requireScope(keyring, 'write'), (c) => c.json({ written: true }));

async function get(path: string, authorization?: string) {
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  return await app.request(path, { headers });
}

test('a key with the scope passes and is in the context', async () => {
  const reply = await get('/read', `Bearer ${key}`);
  expect(reply.status).toBe(200);
  expect(await reply.json()).toEqual({ key: 'phone' });
});

test('without the middleware there is no key in the context', async () => {
  expect(await (await get('/free', `Bearer ${key}`)).json()).toEqual({ key: null });
});

test.each([undefined, 'Bearer', 'Basic abc', `Bearer ${generateKey()}`])(
  'the credentials %j are answered 401 with a challenge',
  async (authorization) => {
    const reply = await get('/read', authorization);
    expect(reply.status).toBe(401);
    expect(reply.headers.get('WWW-Authenticate')).toBe('Bearer');
    expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
  },
);

test('a known key without the scope is answered 403 naming the scope, never the key', async () => {
  const reply = await get('/write', `Bearer ${key}`);
  expect(reply.status).toBe(403);
  const text = await reply.text();
  expect(text).toContain('the key phone lacks the scope write');
  expect(text).not.toContain(key);
});
