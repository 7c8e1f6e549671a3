import { decodePosition, ingestReply } from '@emberlog/api';
import { decodeEvent } from '@emberlog/events';
import { describe, expect, it } from 'vitest';
import {
  gzip,
  published,
  pseudonymise,
  sealer,
  startCollector,
  upvote,
} from './fixture/start-collector.ts';

const acceptedOf = async (reply: Response) => {
  const { results, position } = ingestReply.parse(await reply.json());
  return { results, ends: decodePosition(sealer.open(position) ?? new Uint8Array())?.ends };
};
const total = (ends: readonly number[] = []): number => ends.reduce((sum, end) => sum + end, 0);

describe('POST /v1/events, when all is well', () => {
  it('answers 202 once the event is in the log, keyed by its item', async () => {
    const { post, records } = await startCollector();
    const reply = await post(JSON.stringify(upvote()));
    expect(reply.status).toBe(202);
    const { results } = await acceptedOf(reply);
    expect(results).toEqual([{ id: 'vote-1', status: 'accepted' }]);
    const [record, ...others] = await records();
    expect(others).toEqual([]);
    expect(record).toMatchObject({ topic: 'emberlog.votes', key: 'paper-1' });
    expect(decodeEvent(record?.value ?? new Uint8Array())).toEqual({
      ok: true,
      event: {
        ...upvote(),
        source: 'emberlog',
        time: Date.parse('2025-12-10T11:59:00Z'),
        data: { actor: pseudonymise('ada') },
      },
    });
  });

  it.each([
    ['an array', 'application/json', JSON.stringify([upvote(), upvote({ id: 'b' })])],
    ['events', 'application/json', JSON.stringify({ events: [upvote(), upvote({ id: 'b' })] })],
    [
      'lines',
      'application/x-ndjson',
      `${JSON.stringify(upvote())}\n${JSON.stringify(upvote({ id: 'b' }))}\n`,
    ],
    [
      'a CloudEvents batch',
      'application/cloudevents-batch+json',
      JSON.stringify(
        ['vote-1', 'b'].map((id) => upvote({ id, specversion: '1.0', source: '/t', traceid: 'x' })),
      ),
    ],
  ])('takes two events as %s and answers in their order', async (_name, type, body) => {
    const { post, records } = await startCollector();
    const reply = await post(gzip(body), {
      headers: { 'Content-Type': type, 'Content-Encoding': 'gzip' },
    });
    expect(reply.status).toBe(202);
    const { results } = await acceptedOf(reply);
    expect(results.map(({ id }) => id)).toEqual(['vote-1', 'b']);
    expect(await records()).toHaveLength(2);
  });

  it('takes 1,000 events of a request in one', async () => {
    const { post, records } = await startCollector();
    const events = Array.from({ length: 1_000 }, (_, at) => upvote({ id: `vote-${at}` }));
    expect((await post(JSON.stringify(events))).status).toBe(202);
    expect(await records()).toHaveLength(1_000);
  });

  it('sends each type to its topic', async () => {
    const { post, records } = await startCollector();
    const types = [
      ['item.published', { title: 't' }],
      ['item.withdrawn', {}],
      ['item.viewed', {}],
      ['item.upvoted', { actor: 'ada' }],
      ['item.upvote_retracted', { actor: 'ada' }],
    ] as const;
    await post(
      JSON.stringify(types.map(([type, data], at) => upvote({ id: `e${at}`, type, data }))),
    );
    const topics = (await records()).map(({ topic }) => topic).sort();
    expect(topics).toEqual([
      ...['emberlog.items', 'emberlog.items'],
      ...['emberlog.views', 'emberlog.votes', 'emberlog.votes'],
    ]);
  });

  it('dates an event without a time by its UUIDv7 id, and any other by its receipt', async () => {
    const { post, records } = await startCollector();
    // The id was made at 2025-12-10T11:30:00.000Z.
    const id = '019b0806-76c0-7000-8000-000000000000';
    await post(
      JSON.stringify([upvote({ id, time: undefined }), upvote({ id: 'b', time: undefined })]),
    );
    const times = (await records()).map(({ value }) => {
      const decoded = decodeEvent(value);
      return decoded.ok ? new Date(decoded.event.time).toISOString() : decoded.reason;
    });
    expect(times).toEqual(['2025-12-10T11:30:00.000Z', '2025-12-10T12:00:00.000Z']);
  });

  it('appends an id twice that stands twice in a batch', async () => {
    const { post, records } = await startCollector();
    const { results } = await acceptedOf(await post(JSON.stringify([upvote(), upvote()])));
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    expect(await records()).toHaveLength(2);
  });

  it('gives a position that covers what was in the log before it started', async () => {
    const first = await startCollector();
    await first.post(JSON.stringify([upvote(), published({ title: 't' })]));
    const second = await startCollector({ log: first.log });
    const { ends } = await acceptedOf(await second.post(JSON.stringify(upvote({ id: 'b' }))));
    expect(ends?.items).toHaveLength(3);
    expect([total(ends?.items), total(ends?.votes), total(ends?.views)]).toEqual([1, 2, 0]);
  });

  it('gives positions that never go back, whatever ends first', async () => {
    const { post, records } = await startCollector();
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        post(JSON.stringify(upvote({ id: `v${at}`, subject: `paper-${at}` }))),
      ),
    );
    expect(replies.every(({ status }) => status === 202)).toBe(true);
    const { ends } = await acceptedOf(await post(JSON.stringify(upvote({ id: 'last' }))));
    expect(total(ends?.votes)).toBe(51);
    expect(await records()).toHaveLength(51);
  });
});
