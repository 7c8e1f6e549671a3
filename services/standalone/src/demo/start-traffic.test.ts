import { createClient, type Fetch, type WireEvent } from '@emberlog/client';
import { waitUntil } from '@emberlog/testing';
import { describe, expect, test } from 'vitest';
import { startTraffic } from './start-traffic.ts';

const NOW = Date.UTC(2026, 0, 14, 15);

/** Traffic on a clock and timers that the test moves, against a service that it can switch. */
const begin = () => {
  const state = { now: NOW, answer: 'ok' as 'ok' | 'unavailable' | 'silent' };
  const pauses: number[] = [];
  const sent: WireEvent[][] = [];
  const lines: string[] = [];
  let task: (() => void) | null = null;
  const fetch: Fetch = async (_url, init) => {
    const { events } = JSON.parse(init.body as string) as { events: WireEvent[] };
    sent.push(events);
    if (state.answer === 'unavailable') return new Response('{}', { status: 503 });
    if (state.answer === 'silent')
      await new Promise((_, reject) =>
        init.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      );
    const results = events.map(({ id }) => ({ id, status: 'accepted' }));
    return Response.json({ results, position: 'p' }, { status: 202 });
  };
  const traffic = startTraffic({
    client: createClient({ baseUrl: 'http://test', fetch }),
    papers: [{ id: 'a', listedAt: NOW - 1_000 }],
    seed: 1,
    clock: () => state.now,
    logger: { warn: (_, line) => lines.push(line), info: (_, line) => lines.push(line) },
    schedule: (run, ms) => {
      pauses.push(ms);
      task = run;
      return () => (task = null);
    },
  });
  /** Runs the waiting task `ms` later and waits until the next one is planned. */
  const pass = async (ms = 1_000): Promise<void> => {
    state.now += ms;
    const planned = pauses.length;
    fire();
    await waitUntil(() => pauses.length > planned);
  };
  const fire = (): void => {
    const run = task;
    task = null;
    run?.();
  };
  return { state, pauses, sent, lines, traffic, pass, fire, planned: () => task !== null };
};

describe('the traffic of the demo', () => {
  test('sends what the crowd did since the last batch, about every second', async () => {
    const { sent, pauses, pass } = begin();
    await pass();
    await pass();
    expect(pauses).toEqual([1_000, 1_000, 1_000]);
    const [first, second] = sent.map((batch) => batch.map(({ time }) => Date.parse(time ?? '')));
    expect(Math.max(...(first ?? []))).toBeLessThanOrEqual(NOW + 1_000);
    expect(Math.min(...(second ?? []))).toBeGreaterThan(NOW + 1_000);
  });

  test('does not catch up on an hour of sleep', async () => {
    const { sent, pass } = begin();
    await pass(3_600_000);
    const times = sent.flat().map(({ time }) => Date.parse(time ?? ''));
    expect(Math.min(...times)).toBeGreaterThan(NOW + 3_595_000);
  });

  test('pauses longer with each failure, says so once, and resumes', async () => {
    const { state, pauses, lines, pass, sent } = begin();
    state.answer = 'unavailable';
    for (let failure = 0; failure < 7; failure++) await pass();
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(lines).toEqual(['demo traffic failed']);
    expect(sent).toHaveLength(7);
    state.answer = 'ok';
    await pass();
    expect(pauses.at(-1)).toBe(1_000);
    expect(lines).toEqual(['demo traffic failed', 'demo traffic resumed']);
  });

  test('plans no batch while one is being sent', async () => {
    const { state, sent, fire, planned, traffic } = begin();
    state.answer = 'silent';
    state.now += 1_000;
    fire();
    await waitUntil(() => sent.length === 1);
    expect(planned()).toBe(false);
    await traffic.close();
  });

  test('stops at once: what is being sent is called off and nothing follows', async () => {
    const { state, sent, lines, fire, planned, traffic } = begin();
    state.answer = 'silent';
    state.now += 1_000;
    fire();
    await waitUntil(() => sent.length === 1);
    await traffic.close();
    expect(planned()).toBe(false);
    expect(lines).toEqual([]);
  });

  test('stops between two batches', async () => {
    const { pass, planned, traffic } = begin();
    await pass();
    expect(planned()).toBe(true);
    await traffic.close();
    expect(planned()).toBe(false);
  });
});
