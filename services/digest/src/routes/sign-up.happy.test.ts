import { requestedSubscriptionReply } from '@emberlog/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOf, HTML } from './testing/client.ts';
import { START, startRoutes, type Started } from './testing/start-routes.ts';

let started: Started;
let client: ReturnType<typeof clientOf>;

beforeEach(async () => {
  started = await startRoutes();
  client = clientOf(started);
});
afterEach(async () => await started.close());

const DEFAULTS = {
  ...{ cadence: 'daily', hour: 8, weekday: null, timeZone: 'UTC' },
  ...{ organizations: [], tags: [] },
};

describe('asking for digests', () => {
  test('is answered 202 once the request is durable, and nothing else is recorded', async () => {
    const reply = await client.post({ email: 'Ada@Example.org', cadence: 'daily' });
    expect(reply.status).toBe(202);
    expect(requestedSubscriptionReply.parse(await reply.json()).status).toBe('pending');
    const subscriber = await started.subscriberOf('ada@example.org');
    const events = await started.events();
    expect(events).toEqual([
      {
        ...{ id: 'event-00000001', type: 'subscriber.requested', subject: subscriber },
        ...{ time: START, data: { settings: DEFAULTS } },
      },
    ]);
    expect(started.journal.of(subscriber).active).toBeNull();
  });

  test.each([
    [
      { cadence: 'daily', hour: 0, weekday: null },
      { ...DEFAULTS, hour: 0 },
    ],
    [{ cadence: 'weekly' }, { ...DEFAULTS, cadence: 'weekly', weekday: 1 }],
    [
      { cadence: 'weekly', hour: 23, weekday: 7, time_zone: 'Asia/Tokyo' },
      { ...DEFAULTS, cadence: 'weekly', hour: 23, weekday: 7, timeZone: 'Asia/Tokyo' },
    ],
    [
      { cadence: 'daily', filters: { organization: 'acme', tag: ['nlp', 'vision'] } },
      { ...DEFAULTS, organizations: ['acme'], tags: ['nlp', 'vision'] },
    ],
  ])('takes %j', async (wish, settings) => {
    expect((await client.post({ email: 'ada@example.org', ...wish })).status).toBe(202);
    const { pending } = started.journal.of(await started.subscriberOf('ada@example.org'));
    expect(pending?.settings).toEqual(settings);
  });

  test.each([
    ['email=ada@example.org&cadence=daily&weekday=3', DEFAULTS],
    [
      'email=ada%40example.org&cadence=weekly&weekday=3&hour=07&time_zone=Europe%2FBerlin',
      { ...DEFAULTS, cadence: 'weekly', weekday: 3, hour: 7, timeZone: 'Europe/Berlin' },
    ],
    [
      'email=ada@example.org&cadence=daily&hour=&organization=+acme+&organization=&organization=acme&tag=nlp&tag=',
      { ...DEFAULTS, organizations: ['acme'], tags: ['nlp'] },
    ],
  ])('takes the form %s', async (form, settings) => {
    expect((await client.postForm(form)).status).toBe(202);
    const { pending } = started.journal.of(await started.subscriberOf('ada@example.org'));
    expect(pending?.settings).toEqual(settings);
  });

  test('answers a browser with a page', async () => {
    const reply = await client.postForm({ email: 'ada@example.org', cadence: 'daily' }, HTML);
    expect([reply.status, reply.headers.get('Content-Type')]).toEqual([
      202,
      'text/html; charset=UTF-8',
    ]);
    expect(await reply.text()).toContain('<h1>Look into your mailbox</h1>');
  });

  test('has a page with a form, whose fields are taken as they are', async () => {
    const page = await (await started.app.request('/v1/subscriptions', { headers: HTML })).text();
    expect(page).toContain('<form method="post" action="/v1/subscriptions">');
    const names = [...page.slice(page.indexOf('<form')).matchAll(/ name="(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect([...new Set(names)]).toEqual([
      ...['email', 'cadence', 'hour', 'weekday', 'time_zone', 'organization', 'tag'],
    ]);
  });
});
