import { ingestReply, ingestResult, problem } from '@emberlog/api';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { published, startCollector, upvote } from './fixture/start-collector.ts';

const rejection = problem.extend({ results: z.array(ingestResult) });
const DAY = 86_400_000;
const daysAgo = (days: number): string =>
  new Date(Date.UTC(2025, 11, 10, 12) - days * DAY).toISOString();

describe('POST /v1/events, when events are wrong', () => {
  it('appends every good event of a mixed batch and names field and rule of each bad one', async () => {
    const { post, records } = await startCollector();
    const reply = await post(
      JSON.stringify({
        events: [
          upvote({ id: 'good-1' }),
          upvote({ id: 'bad-actor', data: {} }),
          published({ title: 'a'.repeat(501), 'a/b~c': 1 }, { id: 'bad-title' }),
          null,
          upvote({ id: 'bad id' }),
          upvote({ id: 'bad-type', type: 'digest.sent' }),
          upvote({ id: 'ahead', time: '2025-12-10T12:05:00.001Z' }),
          upvote({ id: 'old', time: daysAgo(7.001) }),
          published({ title: 'fine' }, { id: 'good-2' }),
        ],
      }),
    );
    expect(reply.status).toBe(207);
    const { results } = ingestReply.parse(await reply.json());
    const told = results.map(({ id, status, errors = [] }) => [
      ...[id, status],
      ...errors.map(({ path, code }) => `${path} ${code}`),
    ]);
    expect(told).toEqual([
      ['good-1', 'accepted'],
      ['bad-actor', 'rejected', '/events/1/data/actor required'],
      [
        'bad-title',
        'rejected',
        '/events/2/data/title invalid',
        '/events/2/data/a~1b~0c unknown_field',
      ],
      [null, 'rejected', '/events/3 invalid_type'],
      [null, 'rejected', '/events/4/id invalid_format'],
      ['bad-type', 'rejected', '/events/5/type invalid_value'],
      ['ahead', 'rejected', '/events/6/time time_in_future'],
      ['old', 'rejected', '/events/7/time too_old'],
      ['good-2', 'accepted'],
    ]);
    expect(results[2]?.error?.message).toContain('500 characters');
    expect(await records()).toHaveLength(2);
  });

  it('answers a batch without a good event by a problem that holds all results', async () => {
    const { post } = await startCollector();
    const reply = await post(JSON.stringify([upvote({ id: 'a', data: {} }), 5]));
    expect(reply.status).toBe(400);
    const { results, errors } = rejection.parse(await reply.json());
    expect(results.map(({ id, status }) => [id, status])).toEqual([
      ['a', 'rejected'],
      [null, 'rejected'],
    ]);
    expect(errors.map(({ path }) => path)).toEqual(['/0/data/actor', '/1']);
  });

  it('names no more than twenty faults of an event', async () => {
    const { post } = await startCollector();
    const unknown = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`field${at}`, at]));
    const { results } = rejection.parse(
      await (await post(JSON.stringify(published(unknown)))).json(),
    );
    expect(results[0]?.errors).toHaveLength(20);
  });

  it('names the line of ndjson that cannot be read, and takes the others', async () => {
    const { post, records } = await startCollector();
    const good = JSON.stringify(upvote());
    const body = Buffer.concat([
      Buffer.from(`\n${good}\n{"id"\n"`),
      Buffer.of(0xff),
      Buffer.from(`"\n${good}`),
    ]);
    const reply = await post(new Uint8Array(body), {
      headers: { 'Content-Type': 'application/x-ndjson' },
    });
    expect(reply.status).toBe(207);
    const { results } = ingestReply.parse(await reply.json());
    expect(results.map(({ error }) => [error?.path, error?.code])).toEqual([
      [undefined, undefined],
      ['/1', 'invalid_json'],
      ['/2', 'invalid_utf8'],
      [undefined, undefined],
    ]);
    expect(results[1]?.error?.message).toMatch(/^line 3 must be valid JSON/);
    expect(await records()).toHaveLength(2);
  });

  it('points into a single event and into a binary one alike', async () => {
    const { post } = await startCollector();
    const single = rejection.parse(await (await post(JSON.stringify(upvote({ data: {} })))).json());
    const headers = {
      ...{ 'ce-specversion': '1.0', 'ce-id': 'a', 'ce-source': '/t' },
      ...{ 'ce-type': 'item.upvoted', 'ce-subject': 'paper-1' },
    };
    const binary = rejection.parse(await (await post('{}', { headers })).json());
    expect([single.errors[0]?.path, binary.errors[0]?.path]).toEqual([
      '/data/actor',
      '/data/actor',
    ]);
    expect(binary.results[0]?.id).toBe('a');
  });

  it('states both limits when either is passed', async () => {
    const { post } = await startCollector({ limits: { events: 2, bodyBytes: 100 } });
    for (const body of ['[1,2,3]', ' '.repeat(101)]) {
      const reply = await post(body);
      expect(reply.status).toBe(413);
      expect(problem.parse(await reply.json()).detail).toContain('2 events and 100 bytes');
    }
  });

  it('lists what it reads when the type or encoding is another', async () => {
    const { post } = await startCollector();
    const typed = await post('', { headers: { 'Content-Type': 'text/csv' } });
    expect(problem.parse(await typed.json()).detail).toContain(
      'application/cloudevents-batch+json',
    );
    expect(typed.headers.get('accept-post')).toContain('application/x-ndjson');
    const encoded = await post('', { headers: { 'Content-Encoding': 'br' } });
    expect(encoded.headers.get('accept-encoding')).toBe('gzip, identity');
  });

  it('lets a key that may import bring old events, but no old view without an actor', async () => {
    const { post } = await startCollector();
    const view = (id: string, days: number, data: object) =>
      upvote({ id, type: 'item.viewed', time: daysAgo(days), data });
    const old = [
      upvote({ id: 'vote', time: daysAgo(3_000) }),
      view('view', 399, { actor: 'ada' }),
      view('no-actor', 8, {}),
      view('young', 6, {}),
      view('too-old', 401, { actor: 'ada' }),
    ];
    const { results } = ingestReply.parse(
      await (await post(JSON.stringify(old), { scope: 'import' })).json(),
    );
    expect(results.map(({ id, error }) => [id, error?.path, error?.code])).toEqual([
      ['vote', undefined, undefined],
      ['view', undefined, undefined],
      ['no-actor', '/2/data/actor', 'required'],
      ['young', undefined, undefined],
      ['too-old', '/4/time', 'too_old'],
    ]);
  });

  it('says of each event whether to send it again when the log takes nothing', async () => {
    const { post, log } = await startCollector();
    await log.close();
    const reply = await post(JSON.stringify([upvote(), upvote({ id: 'bad', data: {} })]));
    expect(reply.status).toBe(503);
    expect(reply.headers.get('retry-after')).toBe('1');
    const { results } = rejection.parse(await reply.json());
    expect(results.map(({ status }) => status)).toEqual(['retry', 'rejected']);
  });
});
