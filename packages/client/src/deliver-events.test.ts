import type { IngestResult } from '@emberlog/api';
import { describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { deliverEvents } from './deliver-events.ts';
import { EmberlogError } from './emberlog-error.ts';
import type { WireEvent } from './wire-event.ts';

const events = ['a', 'b', 'c'].map((id): WireEvent => ({
  id,
  type: 'item.upvoted',
  subject: 'paper/1',
  data: { actor: 'ann' },
}));

/** A service that gives each event the next of its results, the last one for ever. */
const service = (script: Readonly<Record<string, readonly IngestResult['status'][]>>) => {
  const asked: string[] = [];
  const pauses: number[] = [];
  const client = createClient({
    baseUrl: 'http://emberlog.test',
    fetch: (_, init) => {
      const sent = JSON.parse(init.body as string) as { events: readonly WireEvent[] };
      const results = sent.events.map(({ id }) => {
        const said = script[id] ?? ['accepted'];
        const before = asked.join('').split(id).length - 1;
        return { id, status: said[Math.min(before, said.length - 1)] };
      });
      asked.push(sent.events.map(({ id }) => id).join(''));
      const refused = results.every(({ status }) => status === 'rejected');
      return Response.json(
        refused
          ? { type: 'x', title: 'None', status: 400, detail: 'none', results }
          : { results, position: `after ${asked.length}` },
        { status: refused ? 400 : 202 },
      );
    },
  });
  const wait = async (ms: number): Promise<void> => await Promise.resolve(void pauses.push(ms));
  return { asked, pauses, deliver: async () => await deliverEvents(client, events, { wait }) };
};

describe('delivering events', () => {
  // Seen to fail when all events are sent again, and when results are put in the order they came.
  test('sends again what was not stored, and gives the results in the order given', async () => {
    const { asked, pauses, deliver } = service({
      a: ['retry', 'retry', 'accepted'],
      b: ['rejected'],
    });
    const { results, position } = await deliver();
    expect(results.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'a accepted',
      'b rejected',
      'c accepted',
    ]);
    expect(asked).toEqual(['abc', 'a', 'a']);
    expect(pauses).toEqual([200, 400]);
    expect(position).toBe('after 3');
  });

  test('gives the reasons and no position when all are rejected', async () => {
    const { asked, deliver } = service({ a: ['rejected'], b: ['rejected'], c: ['rejected'] });
    const { results, position } = await deliver();
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(position).toBeNull();
    expect(asked).toEqual(['abc']);
  });

  test('gives up after eight rounds with an error that may be tried again', async () => {
    const { asked, deliver } = service({ c: ['retry'] });
    await expect(deliver()).rejects.toThrow(
      '1 events could not be stored in 8 rounds, the first is c',
    );
    await expect(deliver()).rejects.toBeInstanceOf(EmberlogError);
    expect(asked.slice(0, 8)).toEqual(['abc', ...Array.from({ length: 7 }, () => 'c')]);
  });
});
