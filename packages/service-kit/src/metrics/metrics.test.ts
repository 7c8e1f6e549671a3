import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { createHttpApp } from '../http-app.ts';
import type { HttpEnv } from '../http-env.ts';
import { createLogger } from '../logger.ts';
import { createProblem } from '../problem.ts';
import { createMetrics, type MetricsOptions } from './metrics.ts';
import { observeRequests } from './observe-requests.ts';

const unanswered = { name: 'unanswered_total', help: 'Not known.', labels: ['question'] } as const;
const create = (options: Partial<MetricsOptions> = {}) =>
  createMetrics({ unanswered, ofProcess: false, keepMs: 0, ...options });

const linesOf = async ({ routes }: ReturnType<typeof create>): Promise<readonly string[]> => {
  const text = await (await routes.request('/metrics')).text();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
};

test('what was counted and observed is told in the text format of Prometheus', async () => {
  const metrics = create();
  const count = metrics.counter({ name: 'sent_total', help: 'Sent.', labels: ['kind'] } as const);
  const observe = metrics.histogram({
    ...{ name: 'size_bytes', help: 'Size.', labels: [], buckets: [1, 10] },
  });
  count({ kind: 'a' });
  count({ kind: 'a' }, 4);
  observe({}, 3);
  const reply = await metrics.routes.request('/metrics');
  expect(reply.headers.get('Content-Type')).toContain('text/plain; version=0.0.4');
  expect(reply.headers.get('Cache-Control')).toBe('no-store');
  const text = await reply.text();
  expect(text).toContain('# HELP sent_total Sent.\n# TYPE sent_total counter\n');
  expect(text).toContain('sent_total{kind="a"} 5\n');
  expect(text).toContain('size_bytes_bucket{le="10"} 1\n');
  expect(text).toContain('size_bytes_sum 3\n');
});

test('a gauge is asked for when somebody looks, and shows nothing that was not said', async () => {
  const metrics = create();
  let parts: readonly string[] = ['x', 'y'];
  metrics.ask({
    name: 'room',
    gauges: {
      room: { name: 'room_bytes', help: 'Room.', labels: ['part'] },
      total: { name: 'total_bytes', help: 'All.', labels: [] },
    } as const,
    ask: () => ({
      room: parts.map((part) => ({ labels: { part }, value: 1 })),
      total: parts.length === 0 ? [] : [{ labels: {}, value: parts.length }],
    }),
  });
  expect(await linesOf(metrics)).toEqual([
    ...['unanswered_total{question="room"} 0', 'room_bytes{part="x"} 1'],
    ...['room_bytes{part="y"} 1', 'total_bytes 2'],
  ]);
  parts = [];
  expect(await linesOf(metrics)).toEqual(['unanswered_total{question="room"} 0']);
});

test('a question that fails leaves its gauges out and the rest as it is', async () => {
  const metrics = create({ deadlineMs: 20 });
  const count = metrics.counter({ name: 'sent_total', help: 'Sent.', labels: [] });
  count({}, 3);
  let ask = (): number | Promise<number> => 5;
  metrics.ask({
    name: 'lag',
    gauges: { lag: { name: 'lag_seconds', help: 'Lag.', labels: [] } } as const,
    ask: async () => ({ lag: [{ labels: {}, value: await ask() }] }),
  });
  expect(await linesOf(metrics)).toContain('lag_seconds 5');
  ask = () => Promise.reject(new Error('hush'));
  const failed = await linesOf(metrics);
  expect(failed).toContain('sent_total 3');
  expect(failed.join()).not.toMatch(/lag_seconds|hush/);
  ask = async () => await new Promise<number>(() => undefined);
  expect((await linesOf(metrics)).join()).not.toContain('lag_seconds');
  expect(await linesOf(metrics)).toContain('unanswered_total{question="lag"} 2');
});

test('requests are told by the pattern of their route and never by their path', async () => {
  const metrics = create();
  const observe = observeRequests(
    metrics.histogram({
      ...{ name: 'request_seconds', help: 'Time.', buckets: [1] },
      labels: ['method', 'route', 'status'],
    } as const),
  );
  const logger = createLogger({ name: 'kit', level: 'silent' });
  const app = createHttpApp({ logger, observe: [observe] });
  const service = new Hono<HttpEnv>();
  service.use('/things/*', async (_c, next) => {
    await next();
  });
  service.get('/things/:id', (c) => c.text(c.req.param('id')));
  service.get('/busy', () => {
    throw createProblem({ status: 503 });
  });
  service.get('/broken', () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a library may do
    throw 'no error';
  });
  app.route('/', service);
  for (const path of ['/things/1', '/things/2', '/busy', '/broken', '/nowhere/1', '/%ff']) {
    await app.request(path);
  }
  await app.request('/things/1', { method: 'HEAD' });
  await app.request('/things/1', { method: 'POST' });
  await app.request('/things/1', { method: 'BREW' });
  const counts = (await linesOf(metrics)).filter((line) =>
    line.startsWith('request_seconds_count'),
  );
  expect(counts.map((line) => line.slice('request_seconds_count'.length)).sort()).toEqual([
    '{method="GET",route="/broken",status="5xx"} 1',
    '{method="GET",route="/busy",status="5xx"} 1',
    '{method="GET",route="/things/:id",status="2xx"} 2',
    '{method="GET",route="none",status="4xx"} 2',
    '{method="HEAD",route="/things/:id",status="2xx"} 1',
    '{method="POST",route="none",status="4xx"} 1',
    '{method="other",route="none",status="4xx"} 1',
  ]);
});
