import { createHttpApp, createLogger, createProblem, type HttpEnv } from '@emberlog/service-kit';
import { startOtlpReceiver, waitUntil, type OtlpReceiver } from '@emberlog/testing';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTracing, type Tracing } from './open-tracing.ts';
import { traceRequests } from './traced-requests.ts';
import { inSpan } from './tracer.ts';

const CLIENT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const FAILED = 2;
const SERVER = 2;

let receiver: OtlpReceiver;
let tracing: Tracing;
let lines: string[];

beforeEach(async () => {
  receiver = await startOtlpReceiver();
  lines = [];
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ name: 'test', level: 'info', destination });
  tracing = await openTracing({ endpoint: `${receiver.url}/`, service: 'tested', logger });
});
afterEach(async () => {
  await receiver.close();
});

/** All spans, after the last was sent. */
const sent = async () => {
  await tracing.close();
  return new Map(receiver.spans().map((span) => [span.name, span]));
};

test('work within work is a span within a span, also side by side', async () => {
  const { tracer } = tracing;
  const inner = async (name: string): Promise<string> =>
    await inSpan(tracer, name, { records: 3 }, async () => await Promise.resolve(name));
  const both = async () => await Promise.all([inner('left'), inner('right')]);
  expect(await inSpan(tracer, 'outer', {}, both)).toEqual(['left', 'right']);
  const spans = await sent();
  expect(spans.get('outer')?.parentSpanId).toBeUndefined();
  for (const name of ['left', 'right']) {
    expect(spans.get(name)?.parentSpanId).toBe(spans.get('outer')?.spanId);
    expect(spans.get(name)?.traceId).toBe(spans.get('outer')?.traceId);
    expect(spans.get(name)?.attributes).toEqual({ records: 3 });
  }
  expect(receiver.text()).toContain('"service.name"');
  expect(receiver.text()).toContain('"tested"');
});

test('a failure is passed on and marks its span, and its message stays here', async () => {
  const failing = async () => await Promise.reject(new Error('password hush'));
  await expect(inSpan(tracing.tracer, 'work', {}, failing)).rejects.toThrow('hush');
  expect((await sent()).get('work')?.status.code).toBe(FAILED);
  expect(receiver.text()).not.toContain('hush');
});

test('a request is named by its route, continues the trace it came with, and shows no path', async () => {
  const logger = createLogger({ name: 'kit', level: 'silent' });
  const app = createHttpApp({ logger, observe: [traceRequests(tracing.tracer)] });
  const service = new Hono<HttpEnv>();
  service.get(
    '/things/:id',
    async (c) =>
      await inSpan(tracing.tracer, 'work', {}, async () => await Promise.resolve(c.text('x'))),
  );
  service.get('/busy', () => {
    throw createProblem({ status: 503 });
  });
  app.route('/', service);
  const traceparent = `00-${CLIENT.traceId}-${CLIENT.spanId}-01`;
  await app.request('/things/hush?actor=hush', { headers: { traceparent } });
  await app.request('/busy', { headers: { traceparent: 'nonsense' } });
  const spans = await sent();
  expect(spans.get('GET /things/:id')).toMatchObject({
    ...{ traceId: CLIENT.traceId, parentSpanId: CLIENT.spanId, kind: SERVER },
    attributes: {
      'http.request.method': 'GET',
      'http.route': '/things/:id',
      'http.response.status_code': 200,
    },
  });
  expect(spans.get('work')?.parentSpanId).toBe(spans.get('GET /things/:id')?.spanId);
  expect(spans.get('GET /busy')?.status.code).toBe(FAILED);
  expect(spans.get('GET /busy')?.parentSpanId).toBeUndefined();
  expect(receiver.text()).not.toContain('hush');
});

test('a receiver that takes nothing is told of once, and holds up nobody', async () => {
  receiver.answerWith(400);
  expect(await inSpan(tracing.tracer, 'work', {}, async () => await Promise.resolve(1))).toBe(1);
  await tracing.close();
  await waitUntil(() => lines.length > 0);
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'spans cannot be sent',
  ]);
});

test('without a tracer the work is done all the same', async () => {
  expect(await inSpan(undefined, 'work', {}, async () => await Promise.resolve(1))).toBe(1);
  await tracing.close();
});
