import { problem } from '@emberlog/api';
import { EVENT_TYPES } from '@emberlog/events';
import { createCollectorInstruments, createProcessMetrics } from '@emberlog/metrics';
import { describe, expect, it } from 'vitest';
import { startCollector } from '../fixture/start-collector.ts';
import type { HostileCase } from './hostile-case.ts';
import { hostileEvents } from './hostile-events.ts';
import { hostileRequests } from './hostile-requests.ts';
import { intricateEvents } from './intricate-events.ts';
import { malformedBodies } from './malformed-bodies.ts';

const all = [...malformedBodies, ...hostileEvents, ...hostileRequests, ...intricateEvents];
const taken = all.filter(({ status }) => status < 300);
const refused = all.filter(({ status }) => status >= 400);

const metrics = createProcessMetrics();
const instruments = createCollectorInstruments(metrics, EVENT_TYPES);

const sent = async ({ body, headers = {} }: HostileCase) => {
  const { post, records } = await startCollector({ instruments });
  const reply = await post(body, { headers });
  const text = await reply.text();
  return { reply, text, records: await records() };
};

describe('hostile requests', () => {
  it('are a table of more than eighty', () => {
    expect(refused.length).toBeGreaterThan(80);
  });

  it.each(refused)('get $status and leave the log empty: $name', async (hostile) => {
    const { reply, text, records } = await sent(hostile);
    expect(reply.status, text).toBe(hostile.status);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    const { status, errors, detail } = problem.parse(JSON.parse(text));
    expect(status).toBe(hostile.status);
    expect(errors).not.toEqual([]);
    expect(detail).not.toMatch(/\bat .*\.ts|SELECT|INSERT/);
    expect(text.length).toBeLessThan(100_000);
    expect(records).toEqual([]);
  });

  it.each(taken)('get $status where they are odd but right: $name', async (hostile) => {
    const { reply, text, records } = await sent(hostile);
    expect(reply.status, text).toBe(hostile.status);
    expect(records.length).toBeGreaterThan(0);
  });

  // What is missing in the catalogue is counted under a name that tells nothing.
  it('were all counted by a reason that has a name', async () => {
    const text = await (await metrics.routes.request('/metrics')).text();
    const counted = text.split('\n').filter((line) => /(code|reason)="\w+"} [1-9]/.test(line));
    expect(counted.length).toBeGreaterThan(15);
    expect(counted.filter((line) => line.includes('"other"'))).toEqual([]);
  });
});
