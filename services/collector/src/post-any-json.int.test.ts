import { ingestResult } from '@emberlog/api';
import { decodeEvent } from '@emberlog/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordsOf, startCollector, upvote } from './fixture/start-collector.ts';

const reply = z.looseObject({ results: z.array(ingestResult).default([]) });

/** Events that are right but for one field, which may be anything: JSON alone is rarely an event. */
const nearlyEvent = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9]{1,8}$/),
    fc.constantFrom('id', 'type', 'subject', 'time', 'data', 'more', 'none'),
    fc.jsonValue(),
  )
  .map(([id, field, value]) => upvote({ id, ...(field === 'none' ? {} : { [field]: value }) }));

const bodies = fc.oneof(
  fc.jsonValue(),
  nearlyEvent,
  fc.array(fc.oneof(nearlyEvent, fc.jsonValue()), { maxLength: 8 }),
  fc.array(nearlyEvent, { maxLength: 8 }).map((events) => ({ events })),
);

const exchange = async (body: string, contentType: string) => {
  const { post, log } = await startCollector();
  const response = await post(body, { headers: { 'Content-Type': contentType } });
  const { results } = reply.parse(await response.json());
  const accepted = results.filter(({ status }) => status === 'accepted').map(({ id }) => id);
  const appended = (await recordsOf(log)).map(({ value }) => {
    const decoded = decodeEvent(value);
    return decoded.ok ? decoded.event.id : decoded.reason;
  });
  return { status: response.status, accepted: accepted.sort(), appended: appended.sort() };
};

describe('any JSON at all', () => {
  it('is answered below 500, and what is called accepted is what is in the log', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const { status, accepted, appended } = await exchange(
          JSON.stringify(body),
          'application/json',
        );
        expect(status).toBeLessThan(500);
        expect(accepted).toEqual(appended);
        taken += accepted.length;
      }),
      { numRuns: 1_000 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it('is answered alike line by line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(nearlyEvent, fc.jsonValue())), async (values) => {
        const lines = values.map((value) => JSON.stringify(value)).join('\n');
        const { status, accepted, appended } = await exchange(lines, 'application/x-ndjson');
        expect(status).toBeLessThan(500);
        expect(accepted).toEqual(appended);
      }),
      { numRuns: 300 },
    );
  });

  it('is answered below 500 when it is not JSON but any bytes', async () => {
    const { post } = await startCollector();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.boolean(), async (bytes, packed) => {
        const body = new Uint8Array(bytes);
        const headers = packed ? { 'Content-Encoding': 'gzip' } : {};
        expect((await post(body, { headers })).status).toBe(400);
      }),
      { numRuns: 300 },
    );
  });
});
