import { expect, test } from 'vitest';
import { handedOnHeaders } from './handed-on-headers.ts';

test('what is of the connection, or named by it, stays here; so do cookies', () => {
  const came = new Headers({
    ...{ connection: 'keep-alive, X-Secret,, bad name', 'keep-alive': 'timeout=5', te: 'trailers' },
    ...{ 'x-secret': '1', cookie: 'emberlog_visitor=x', host: 'papers.example', expect: '100' },
    ...{ accept: 'text/html', authorization: 'Bearer k', 'content-type': 'application/json' },
  });
  expect(Object.fromEntries(handedOnHeaders(came, undefined))).toEqual({
    ...{ accept: 'text/html', authorization: 'Bearer k', 'content-type': 'application/json' },
  });
});

// Seen to fail when the address is put in front, and when a connection may name the header.
test.each([
  [{}, '203.0.113.7', '203.0.113.7'],
  [{ 'x-forwarded-for': '10.0.0.1, 10.0.0.2' }, '::1', '10.0.0.1, 10.0.0.2, ::1'],
  [{ 'x-forwarded-for': '10.0.0.1', connection: 'x-forwarded-for' }, '::1', '10.0.0.1, ::1'],
  [{}, undefined, null],
])('the way of a request, %j from %s, ends with who asked', (headers, peer, way) => {
  const handedOn = handedOnHeaders(new Headers(headers), peer);
  expect(handedOn.get('x-forwarded-for')).toBe(way);
});
