import { createMemoryLog, LogUnavailableError } from '@emberlog/event-log';
import { EVENT_TYPES } from '@emberlog/events';
import { createCollectorInstruments, createProcessMetrics } from '@emberlog/metrics';
import { expect, test } from 'vitest';
import { published, startCollector, upvote } from './fixture/start-collector.ts';

const ACCEPTED = 'emberlog_events_accepted_total';
const REJECTED = 'emberlog_events_rejected_total';
const REFUSED = 'emberlog_ingest_refused_requests_total';

const setUp = async (options: Parameters<typeof startCollector>[0] = {}) => {
  const metrics = createProcessMetrics();
  const instruments = createCollectorInstruments(metrics, EVENT_TYPES);
  const collector = await startCollector({ ...options, instruments });
  /** Lines of the metrics that have a value other than 0. */
  const counted = async (): Promise<readonly string[]> => {
    const text = await (await metrics.routes.request('/metrics')).text();
    return text.split('\n').filter((line) => /^emberlog_.* [1-9]\d*$/.test(line));
  };
  return { ...collector, counted };
};

test('events are counted by type once they are durable, and by the rule they broke', async () => {
  const { post, counted } = await setUp();
  const [old, unknown] = [{ time: '2020-01-01T00:00:00Z' }, { data: { actor: 'a', b: 1, c: 2 } }];
  const events = [upvote(), upvote({ id: 'v2' }), published({ title: 'T' }), upvote(old)];
  expect((await post(JSON.stringify([...events, upvote(unknown)]))).status).toBe(207);
  expect(await counted()).toEqual([
    `${ACCEPTED}{type="item.published"} 1`,
    `${ACCEPTED}{type="item.upvoted"} 2`,
    `${REJECTED}{code="unknown_field"} 1`,
    `${REJECTED}{code="too_old"} 1`,
  ]);
});

test('a log that takes nothing is a refused request, and none of its events is accepted', async () => {
  const log = createMemoryLog({ partitions: 1, clock: () => 0 });
  const append = () => Promise.reject(new LogUnavailableError('gone'));
  const { post, counted } = await setUp({ log: { ...log, append } });
  expect((await post(JSON.stringify(upvote()))).status).toBe(503);
  expect(await counted()).toEqual([`${REFUSED}{reason="log_unavailable"} 1`]);
});

test('a request that is not let in is counted by its reason', async () => {
  const { post, counted } = await setUp({ limits: { waitingRequests: 0 } });
  expect((await post(JSON.stringify(upvote()))).status).toBe(429);
  await post('{', { headers: { 'Content-Type': 'text/html' } });
  expect(await counted()).toEqual([
    `${REFUSED}{reason="too_busy"} 1`,
    `${REFUSED}{reason="unsupported_media_type"} 1`,
  ]);
});
