import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { describe, expect, test } from 'vitest';
import { createHttpApp } from './http-app.ts';
import type { HttpEnv } from './http-env.ts';
import { createLogger } from './logger.ts';
import { createProblem } from './problem.ts';

function build() {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'kit',
    level: 'debug',
    destination: { write: (line) => lines.push(line) },
  });
  let count = 0;
  const app = createHttpApp({ logger, ids: () => `r-${++count}` });
  const service = new Hono<HttpEnv>();
  service.get('/things/:id', (c) => c.json({ id: c.req.param('id'), requestId: c.var.requestId }));
  service.put('/things/:id', (c) => c.json({}));
  service.get('/gone', (c) => c.notFound());
  service.get('/raw', () => new Response('raw', { headers: { 'X-Own': '1' } }));
  service.get('/bug', (c) => {
    c.header('ETag', '"1"');
    throw new TypeError('hush: x is undefined');
  });
  service.get('/strange', () => Promise.reject(Object.create(null) as Error));
  service.get('/busy', () => {
    throw createProblem({
      status: 503,
      detail: 'later',
      headers: { 'Retry-After': '2' },
      cause: new Error('full'),
    });
  });
  service.get('/upstream', () => {
    throw createProblem({ status: 502, detail: 'no answer' });
  });
  service.get('/large', () => {
    throw new HTTPException(413, { message: 'at most 5 MiB' });
  });
  app.route('/', service);
  return { app, logged: () => lines.map((line): unknown => JSON.parse(line)) };
}

async function get(app: Hono<HttpEnv>, path: string, method = 'GET') {
  const reply = await app.request(path, { method });
  const text = await reply.text();
  return { reply, text, problem: (): unknown => JSON.parse(text) };
}

test('every reply carries the id of its request and forbids type sniffing', async () => {
  const { app } = build();
  const ok = await get(app, '/things/a');
  expect(ok.problem()).toEqual({ id: 'a', requestId: 'r-1' });
  expect(ok.reply.headers.get('X-Request-Id')).toBe('r-1');
  for (const path of ['/raw', '/nowhere', '/bug', '/things/%ff']) {
    const { headers } = (await get(app, path)).reply;
    expect(headers.get('X-Request-Id'), path).toMatch(/^r-\d$/);
    expect(headers.get('X-Content-Type-Options'), path).toBe('nosniff');
  }
});

test('an unknown path is answered 404, and so is a route that found nothing', async () => {
  const { app } = build();
  for (const path of ['/nowhere', '/gone']) {
    const { reply, problem } = await get(app, path);
    expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
    expect(problem()).toMatchObject({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      errors: [],
    });
  }
  expect((await get(app, '/gone', 'HEAD')).reply.status).toBe(404);
});

test('a known path under another method is answered 405 with the methods it has', async () => {
  const { app } = build();
  const { reply, problem } = await get(app, '/things/a', 'DELETE');
  expect(reply.status).toBe(405);
  expect(reply.headers.get('Allow')).toBe('GET, HEAD, PUT');
  expect(problem()).toMatchObject({ status: 405, detail: 'this path answers GET, HEAD, PUT' });
});

test('HEAD is answered as GET without the body', async () => {
  const { reply, text } = await get(build().app, '/things/a', 'HEAD');
  expect([reply.status, text]).toEqual([200, '']);
});

describe('malformed percent-encoding is answered 400', () => {
  test.each(['/things/%', '/things/%zz', '/things/%ff', '/things/a?q=%e0%a4', '/nowhere?%'])(
    '%s',
    async (path) => {
      const { reply, problem } = await get(build().app, path);
      expect(reply.status).toBe(400);
      expect(problem()).toMatchObject({ detail: 'the URL has malformed percent-encoding' });
    },
  );
});

test('well-formed percent-encoding reaches the route decoded', async () => {
  expect((await get(build().app, '/things/a%2Fb%C3%A5%25')).problem()).toMatchObject({
    id: 'a/bå%',
  });
});

test('an unexpected error is logged in full and answered 500 with nothing but the id', async () => {
  const { app, logged } = build();
  const { reply, text, problem } = await get(app, '/bug');
  expect(problem()).toEqual({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    detail: 'the request failed for a reason on our side',
    errors: [],
    requestId: 'r-1',
  });
  expect(text).not.toContain('hush');
  expect(reply.headers.get('ETag')).toBeNull();
  expect(logged()).toMatchObject([
    { level: 'error', requestId: 'r-1', path: '/bug', err: { message: 'hush: x is undefined' } },
  ]);
});

test('something thrown that is no error is answered 500 as well', async () => {
  const { app, logged } = build();
  expect((await get(app, '/strange')).problem()).toMatchObject({ status: 500, requestId: 'r-1' });
  expect(logged()).toMatchObject([{ level: 'error', msg: 'request failed' }]);
});

test('a problem thrown below a route is answered as itself, its cause only logged', async () => {
  const { app, logged } = build();
  const { reply, text, problem } = await get(app, '/busy');
  expect(reply.headers.get('Retry-After')).toBe('2');
  expect(problem()).toMatchObject({ status: 503, detail: 'later', requestId: 'r-1' });
  expect(text).not.toContain('full');
  expect(logged()).toMatchObject([{ level: 'info', detail: 'later', cause: 'Error: full' }]);
});

// Seen to fail when a 503 is logged like any other error of ours.
test('to be busy for now is no fault: it is logged without a stack, and no louder than info', async () => {
  const { app, logged } = build();
  await get(app, '/busy');
  expect(logged()).toMatchObject([{ level: 'info', status: 503, requestId: 'r-1' }]);
  expect(JSON.stringify(logged())).not.toMatch(/stack|\.ts:/);
});

test('another failure that a route chose to tell is logged as a warning, in full', async () => {
  const { app, logged } = build();
  await get(app, '/upstream');
  expect(logged()).toMatchObject([
    { level: 'warn', msg: 'request refused', err: { stack: expect.any(String) as string } },
  ]);
});

test('an exception of the framework keeps its status and message', async () => {
  const { app, logged } = build();
  expect((await get(app, '/large')).problem()).toMatchObject({
    status: 413,
    detail: 'at most 5 MiB',
  });
  expect(logged()).toEqual([]);
});

test('a refused body, which is left unread, ends the connection', async () => {
  const { app } = build();
  expect((await get(app, '/large')).reply.headers.get('Connection')).toBe('close');
});
