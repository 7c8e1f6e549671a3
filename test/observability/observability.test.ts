import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  exposedValues,
  notRunHere,
  startOtlpReceiver,
  temporaryDirectory,
  waitUntil,
  type OtlpReceiver,
} from '@emberlog/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { accept, publish, vote } from '../system/round-trips.ts';
import { alertedSeries, alertNames, panelExpressions, PROMETHEUS_FILES } from './files.ts';
import { findPrometheus, NO_PROMETHEUS } from './find-prometheus.ts';
import { startPrometheus, type Prometheus } from './prometheus.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let product: Product;
let receiver: OtlpReceiver;
let key: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  receiver = await startOtlpReceiver();
  product = spawnProduct({
    dataDir: directory.path,
    port: await freePort(),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '100' },
  });
  await whenReady(product);
  key = (await keysOf(directory.path))['write'] ?? '';
});

afterAll(async () => {
  await product.stop('SIGKILL');
  await receiver.close();
  await directory.remove();
});

/** One of everything, and what is refused. */
const use = async (): Promise<void> => {
  const { url } = product;
  const seen = { type: 'item.viewed', subject: 'paper', data: { actor: 'bob' } };
  const site = { ingestUrl: url, key };
  const after = await accept(
    site,
    publish('paper', { title: 'A paper' }),
    vote('paper', 'ada'),
    seen,
  );
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  for (const body of ['{"id":"bad","type":"item.upvoted","subject":"paper"}', '{']) {
    await fetch(`${url}/v1/events`, { method: 'POST', headers, body });
  }
  const pinned = `after=${encodeURIComponent(after)}&as_of=2026-01-01T00:00:00Z`;
  const paths = [`/v1/trending?${pinned}`, `/v1/trending?${pinned}`, '/v1/items/paper'];
  for (const path of [...paths, '/v1/lists/2026-01-01', '/v1/nothing', '/']) {
    await (await fetch(`${url}${path}`)).arrayBuffer();
  }
};

test('every part of the product is measured, and needs no key to be read', async () => {
  await use();
  const read = async () => {
    const reply = await fetch(`${product.url}/metrics`);
    expect(reply.status).toBe(200);
    return exposedValues(await reply.text());
  };
  const appends = 'emberlog_log_append_duration_seconds_count';
  // One of events; the issues of the last day and the last week are frozen once the tables are there.
  await waitUntil(async () => ((await read())[appends] ?? 0) >= 3, { what: 'three appends' });
  const found = await read();
  const http = 'emberlog_http_request_duration_seconds_count';
  expect(found).toMatchObject({
    'emberlog_events_accepted_total{type="item.upvoted"}': 1,
    'emberlog_events_rejected_total{code="required"}': 1,
    'emberlog_ingest_refused_requests_total{reason="invalid_json"}': 1,
    [appends]: 3,
    emberlog_log_commit_records_sum: 5,
    'emberlog_projector_records_total{topic="votes"}': 1,
    emberlog_projector_trouble: 0,
    'emberlog_query_answers_total{source="cache"}': 1,
    emberlog_read_model_lag_seconds: 0,
    'emberlog_mails_total{kind="digest",outcome="sent"}': 0,
    emberlog_subscribed_readers: 0,
    emberlog_digest_due_readers: 0,
    [`${http}{method="POST",route="/v1/events",status="2xx"}`]: 1,
    [`${http}{method="GET",route="/v1/items/:id",status="2xx"}`]: 1,
    [`${http}{method="GET",route="none",status="4xx"}`]: 1,
    [`${http}{method="GET",route="/",status="2xx"}`]: 1,
  });
  const sum = (name: string): number =>
    Object.entries(found).reduce((all, [series, n]) => all + (series.startsWith(name) ? n : 0), 0);
  expect(sum('emberlog_log_end_offset')).toBe(3);
  expect(sum('emberlog_read_model_offset')).toBe(3);
  expect(sum('emberlog_projector_lag_records')).toBe(0);
  expect(sum('emberlog_metrics_unanswered_total')).toBe(0);
  expect(found['emberlog_disk_free_bytes{disk="log"}']).toBeGreaterThan(1e6);
  expect(found['process_resident_memory_bytes']).toBeGreaterThan(1e6);
});

test('every series that an alert looks at is there', async () => {
  const found = exposedValues(await (await fetch(`${product.url}/metrics`)).text());
  const names = new Set(Object.keys(found).map((series) => series.replace(/\{.*/, '')));
  expect(alertedSeries().length).toBeGreaterThan(8);
  expect(alertedSeries().filter((name) => !names.has(name))).toEqual([]);
});

/** A span of that name whose parent has the other name. */
const within = (name: string, parent: string) => {
  const spans = receiver.spans();
  const parents = spans.filter((span) => span.name === parent).map(({ spanId }) => spanId);
  return spans.find((span) => span.name === name && parents.includes(span.parentSpanId ?? ''));
};

test('an event can be followed into the log, and a batch of them into the table', async () => {
  const found = async (name: string, parent: string) =>
    await waitUntil(() => within(name, parent), { what: `${name} within ${parent}` });
  expect((await found('append', 'POST /v1/events')).attributes).toEqual({ 'emberlog.records': 3 });
  for (const step of ['decode', 'resolve']) await found(step, 'batch votes');
  expect((await found('insert', 'batch votes')).attributes).toEqual({ 'emberlog.records': 1 });
  await found('statement item-versions', 'GET /v1/items/:id');
});

test('what is told to others names no actor, key, address, item or statement', async () => {
  const text = `${receiver.text()}${await (await fetch(`${product.url}/metrics`)).text()}`;
  expect(text).toContain('/v1/items/:id');
  expect(text).not.toMatch(/"ada"|bob|el_[\w-]{20}|127\.0\.0\.1|SELECT|A paper|items\/paper/);
});

describe.runIf(findPrometheus() || notRunHere(NO_PROMETHEUS))('as Prometheus sees it', () => {
  const promtool = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)('promtool', [...args], { cwd: PROMETHEUS_FILES })).stdout;

  test('its configuration and rules are valid', async () => {
    expect(await promtool('check', 'config', 'prometheus.yml')).toContain('SUCCESS');
    const alerts = alertNames().length;
    expect(await promtool('check', 'rules', 'alerts.yml')).toContain(`${alerts} rules found`);
  });

  test('every alert fires when that is broken, and is silent when it is not', async () => {
    expect(await promtool('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });

  describe('on the running product', () => {
    let prometheus: Prometheus;

    beforeAll(async () => {
      prometheus = await startPrometheus(new URL(product.url).host);
      await waitUntil(async () => {
        const up = await prometheus.query('up').catch((): number[] => []);
        return up.includes(1);
      });
    });
    afterAll(async () => {
      await prometheus.stop();
    });

    test('every panel of every dashboard shows something', async () => {
      const isShown = async (expr: string): Promise<boolean> => {
        const values = await prometheus.query(expr.replaceAll('$__rate_interval', '1m'));
        return values.some((value) => Number.isFinite(value));
      };
      const empty = async (): Promise<readonly string[]> => {
        await use();
        const asked = panelExpressions().map(async ({ panel, expr }) =>
          (await isShown(expr)) ? [] : [`${panel}: ${expr}`],
        );
        return (await Promise.all(asked)).flat();
      };
      let missing: readonly string[] = [];
      await waitUntil(async () => (missing = await empty()).length === 0).catch(() => undefined);
      expect(missing).toEqual([]);
    });

    test('every rule can be evaluated, and none fires', async () => {
      const found = await prometheus.rules();
      expect(found.map(({ name }) => name).sort()).toEqual(alertNames());
      expect(found.filter(({ health }) => health !== 'ok')).toEqual([]);
      expect(found.filter(({ state }) => state === 'firing')).toEqual([]);
    });
  });
});
