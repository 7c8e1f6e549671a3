import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { clientNetwork, networkOf } from './client-network.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:0201', '192.0.2.1'],
  ['2001:db8:1:2ff:3:4:5:6', '2001:db8:1:200::/56'],
  ['2001:db8:1:200::', '2001:db8:1:200::/56'],
  ['2001:DB8:1:300::1', '2001:db8:1:300::/56'],
  ['fe80::1%eth0', 'fe80:0:0:0::/56'],
  ['::1', '0:0:0:0::/56'],
  ['::', '0:0:0:0::/56'],
  ['', null],
  ['unknown', null],
  ['192.0.2.1, 192.0.2.2', null],
])('the network of %j is %j', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

const seen = async (forwarded: string | null, trustedProxies: number): Promise<string> => {
  const app = new Hono<HttpEnv>().get('/', (c) => c.text(clientNetwork(c, trustedProxies)));
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: '198.51.100.7' });
  const incoming = new IncomingMessage(socket);
  const headers = forwarded === null ? {} : { 'X-Forwarded-For': forwarded };
  return await (await app.request('/', { headers }, { incoming })).text();
};

// Seen to fail when the leftmost entry is believed: whoever writes the header chose the network.
test.each([
  ['192.0.2.9', 0, '198.51.100.7'],
  [null, 1, '198.51.100.7'],
  ['192.0.2.9', 1, '192.0.2.9'],
  ['203.0.113.5, 192.0.2.9', 1, '192.0.2.9'],
  ['203.0.113.5, 192.0.2.9 , 192.0.2.10', 2, '192.0.2.9'],
  ['192.0.2.9', 2, '198.51.100.7'],
  ['203.0.113.5, 192.0.2.9:4711', 1, '192.0.2.9'],
  ['203.0.113.5, [2001:db8::1]:4711', 1, '2001:db8:0:0::/56'],
  ['192.0.2.9, <script>', 1, '198.51.100.7'],
])('X-Forwarded-For %j behind %d proxies is %s', async (forwarded, trusted, network) => {
  expect(await seen(forwarded, trusted)).toBe(network);
});

test('without a server everybody is one network', async () => {
  const app = new Hono<HttpEnv>().get('/', (c) => c.text(clientNetwork(c, 0)));
  expect(await (await app.request('/')).text()).toBe('unknown');
});
