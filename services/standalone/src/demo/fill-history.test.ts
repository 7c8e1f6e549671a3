import { createClient, type Fetch, type WireEvent } from '@emberlog/client';
import { wireEvents } from '@emberlog/testing';
import { describe, expect, test } from 'vitest';
import { fillHistory } from './fill-history.ts';

type Status = 'accepted' | 'rejected' | 'retry';

/** A service that keeps ids and says of each event what the test wants it to say. */
const recordingService = (statusOf: (id: string, seen: number) => Status = () => 'accepted') => {
  const attempts: string[] = [];
  const stored: string[] = [];
  let open = 0;
  let most = 0;
  const fetch: Fetch = async (_url, init) => {
    open += 1;
    most = Math.max(most, open);
    const { events } = JSON.parse(init.body as string) as { events: WireEvent[] };
    const results = events.map(({ id }) => {
      const status = statusOf(id, attempts.filter((seen) => seen === id).length);
      attempts.push(id);
      if (status === 'accepted') stored.push(id);
      const error = { path: '/data/title', code: 'custom', message: 'must not be blank' };
      return { id, status, ...(status === 'rejected' ? { error } : {}) };
    });
    await new Promise(setImmediate);
    open -= 1;
    if (results.every(({ status }) => status === 'rejected')) {
      const problem = { type: 'x', title: 'None', status: 400, detail: 'none', results };
      return Response.json(problem, { status: 400 });
    }
    return Response.json({ results, position: `after ${stored.length}` }, { status: 202 });
  };
  const client = createClient({ baseUrl: 'http://test', fetch, wait: async () => {} });
  return { client, attempts, stored, mostOpen: () => most };
};

const { upvoted } = wireEvents({ start: 0 });
const all = Array.from({ length: 45 }, (_, n) => upvoted('a', `r${n}`, { id: `e${n}` }));
const history = {
  total: all.length,
  batches: function* () {
    for (let from = 0; from < all.length; from += 10) yield all.slice(from, from + 10);
  },
};
const ids = all.map(({ id }) => id);
const fill = async (service: ReturnType<typeof recordingService>, seen: number[] = []) =>
  await fillHistory({
    client: service.client,
    history,
    onProgress: ({ sent }) => seen.push(sent),
    wait: async () => {},
  });

describe('filling the history', () => {
  test('sends every event once, several batches at a time, and says how far it is', async () => {
    const service = recordingService();
    const seen: number[] = [];
    await fill(service, seen);
    expect(service.stored.toSorted()).toEqual(ids.toSorted());
    expect(service.mostOpen()).toBe(3);
    expect(seen).toEqual([10, 20, 30, 40, 45]);
  });

  test('resolves with the position that covers everything', async () => {
    expect(await fill(recordingService())).toEqual({ position: 'after 45' });
  });

  test('sends again, under the same ids, what could not be stored at once', async () => {
    const service = recordingService((id, seen) =>
      id === 'e13' && seen < 3 ? 'retry' : 'accepted',
    );
    await fill(service);
    expect(service.stored.toSorted()).toEqual(ids.toSorted());
    expect(service.attempts.filter((id) => id === 'e13')).toHaveLength(4);
    expect(service.attempts.filter((id) => id === 'e14')).toHaveLength(1);
  });

  test('fails and names an event that is refused among others', async () => {
    const service = recordingService((id) => (id === 'e21' ? 'rejected' : 'accepted'));
    await expect(fill(service)).rejects.toThrow(
      'the event e21 was refused: /data/title must not be blank',
    );
  });

  test('fails and names the first event when all are refused', async () => {
    const service = recordingService(() => 'rejected');
    await expect(fill(service)).rejects.toThrow('the event e0 was refused');
  });

  test('gives up on a service that never stores an event', async () => {
    const service = recordingService((id) => (id === 'e5' ? 'retry' : 'accepted'));
    await expect(fill(service)).rejects.toThrow(
      '1 events could not be stored in 8 rounds, the first is e5',
    );
  });

  test('sent again after a kill adds no id', async () => {
    const service = recordingService();
    await fill(service);
    await fill(service);
    expect(new Set(service.stored).size).toBe(45);
  });
});
