import { describe, expect, test } from 'vitest';
import { openServedEngine } from '../testing/served-engine.ts';
import { serveClickHouse } from './serve-clickhouse.ts';

const basic = (text: string) => ({
  Authorization: `Basic ${Buffer.from(text).toString('base64')}`,
});

describe('a server with a password', () => {
  // Seen to fail with the password compared only, and with the user compared only.
  test('lets in who has it, by any of the three ways, and nobody else', async () => {
    const served = await openServedEngine({ user: 'writer', password: 'a:b' });
    const statusOf = async (...sent: [Record<string, string>?, Record<string, string>?]) =>
      (await served.ask('SELECT 1', ...sent)).status;
    expect([
      await statusOf({}, basic('writer:a:b')),
      await statusOf({}, { 'X-ClickHouse-User': 'writer', 'X-ClickHouse-Key': 'a:b' }),
      await statusOf({ user: 'writer', password: 'a:b' }),
    ]).toEqual([200, 200, 200]);
    expect([
      await statusOf(),
      await statusOf({}, basic('writer:a')),
      await statusOf({}, basic('default:a:b')),
      await statusOf({ user: 'writer' }),
      await statusOf({}, { 'X-ClickHouse-User': 'writer', 'X-ClickHouse-Key': '' }),
    ]).toEqual([403, 403, 403, 403, 403]);
    expect((await fetch(`${served.url}/ping`)).status).toBe(200);
    await served.close();
  });
});

describe('a server without a password', () => {
  test.each(['0.0.0.0', '::', '192.0.2.1', 'example.org'])(
    'does not listen on %s',
    async (host) => {
      for (const password of [{}, { password: '' }]) {
        await expect(
          serveClickHouse({ path: '/nonexistent', host, port: 0, ...password }),
        ).rejects.toThrow('needs a password');
      }
    },
  );

  // Seen to fail without the check: any page that is open in a browser could drop the tables.
  test.each([{ Origin: 'http://example.org' }, { 'Sec-Fetch-Site': 'cross-site' }])(
    'answers no page in a browser: %o',
    async (headers) => {
      for (const password of [{}, { password: '' }]) {
        const served = await openServedEngine(password);
        expect((await served.ask('SELECT 1', {}, headers)).status).toBe(403);
        await served.close();
      }
    },
  );
});
