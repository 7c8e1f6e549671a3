import { activeSubscriptionReply, problem } from '@emberlog/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOf, HTML } from './testing/client.ts';
import { DAY, MINUTE, startRoutes, type Started } from './testing/start-routes.ts';

let started: Started;
let client: ReturnType<typeof clientOf>;

beforeEach(async () => {
  started = await startRoutes();
  client = clientOf(started);
});
afterEach(async () => await started.close());

const ADA = 'ada@example.org';
const POST = { method: 'POST' };
const PAGE = { headers: HTML };

const refusal = async (reply: Response): Promise<readonly [number, string | undefined, string]> => {
  const { status, errors, detail } = problem.parse(await reply.json());
  return [status, errors[0]?.code, detail];
};
const confirmations = async (): Promise<number> =>
  (await started.events()).filter(({ type }) => type === 'subscriber.confirmed').length;

describe('the link of a confirmation', () => {
  test('leads to a page that changes nothing, and its button confirms', async () => {
    const wish = { email: ADA, cadence: 'weekly', weekday: 5, hour: 17, time_zone: 'Asia/Tokyo' };
    await client.post({ ...wish, filters: { organization: 'acme', tag: 'nlp' } });
    const token = await client.confirmToken(ADA);
    for (const init of [PAGE, { method: 'HEAD' }, {}]) {
      expect((await client.at('confirm', token, init)).status).toBe(200);
    }
    const page = await (await client.at('confirm', token, PAGE)).text();
    expect(page).toContain('A digest every Friday at 17:00 (Asia/Tokyo).');
    expect(page).toContain('Of papers from acme or tagged nlp.');
    expect(page).toContain('<form method="post"><button class="action">Confirm</button></form>');
    expect(await confirmations()).toBe(0);

    const reply = await client.at('confirm', token, POST);
    expect(reply.status).toBe(200);
    // 17:00 in Tokyo on Friday of that week: the week of before is closed, and was due before.
    expect(activeSubscriptionReply.parse(await reply.json())).toEqual({
      ...{ status: 'active', cadence: 'weekly', hour: 17, weekday: 5, time_zone: 'Asia/Tokyo' },
      filters: { organization: ['acme'], tag: ['nlp'] },
      next_digest_at: '2025-12-12T08:00:00.000Z',
    });
    expect(await confirmations()).toBe(1);
  });

  test('answers a browser with a page that leads to the preferences', async () => {
    await client.post({ email: ADA, cadence: 'daily' });
    const token = await client.confirmToken(ADA);
    const init = { ...PAGE, method: 'POST', body: new URLSearchParams() };
    const page = await (await client.at('confirm', token, init)).text();
    expect(page).toContain('<h1>You are subscribed</h1>');
    expect(page).toContain('<time datetime="2025-12-11T08:00:00.000Z">');
    const [, path = ''] = /href="(\/v1\/subscriptions\/preferences[^"]+)"/.exec(page) ?? [];
    expect((await started.app.request(path, PAGE)).status).toBe(200);
  });

  test('confirms new wishes of who is active already', async () => {
    const subscriber = await client.subscribe(ADA);
    started.time.now += 6 * MINUTE;
    await client.post({ email: ADA, cadence: 'daily', hour: 3 });
    expect(started.journal.of(subscriber).active?.settings.hour).toBe(8);
    await client.at('confirm', await client.confirmToken(ADA), POST);
    expect(started.journal.of(subscriber).active?.settings.hour).toBe(3);
  });
});

// Seen to fail without turns: each of them meets a request that waits.
test('of ten at once one confirms, and the others are told that the link was used', async () => {
  await client.post({ email: ADA, cadence: 'daily' });
  const token = await client.confirmToken(ADA);
  const replies = await Promise.all(
    Array.from({ length: 10 }, async () => (await client.at('confirm', token, POST)).status),
  );
  expect(replies.toSorted()).toEqual([200, ...Array<number>(9).fill(410)]);
  expect(await confirmations()).toBe(1);
});

describe('a link that does not confirm (any more)', () => {
  // Seen to fail when the page does not look at the journal.
  test('was used already', async () => {
    await client.post({ email: ADA, cadence: 'daily' });
    const token = await client.confirmToken(ADA);
    await client.at('confirm', token, POST);
    const again = await refusal(await client.at('confirm', token, POST));
    expect(again).toEqual([410, 'token_used', expect.stringContaining('is active')]);
    expect(await refusal(await client.at('confirm', token, {}))).toEqual(again);
    expect(await confirmations()).toBe(1);
  });

  test('is older than another request', async () => {
    await client.post({ email: ADA, cadence: 'daily' });
    const token = await client.confirmToken(ADA);
    started.time.now += 6 * MINUTE;
    await client.post({ email: ADA, cadence: 'weekly' });
    const said = await refusal(await client.at('confirm', token, POST));
    expect(said).toEqual([410, 'token_used', expect.stringContaining('the newest one')]);
    expect(await confirmations()).toBe(0);
  });

  test.each(['unsubscribe', 'erase'])('is one of before %s', async (way) => {
    await client.post({ email: ADA, cadence: 'daily' });
    const token = await client.confirmToken(ADA);
    await client.at(way, await client.tokenFor(ADA, 'unsubscribe'), POST);
    const said = await refusal(await client.at('confirm', token, POST));
    expect(said).toEqual([410, 'token_used', expect.stringContaining('Subscribe again')]);
    expect(await confirmations()).toBe(0);
  });

  test('has run out', async () => {
    await client.post({ email: ADA, cadence: 'daily' });
    const token = await client.confirmToken(ADA);
    started.time.now += 2 * DAY;
    const said = await refusal(await client.at('confirm', token, POST));
    expect(said).toEqual([410, 'token_expired', expect.stringContaining('two days')]);
    expect(await confirmations()).toBe(0);
  });

  test.each([
    ['none', () => ''],
    ['cut off', (token: string) => token.slice(0, -1)],
    ['changed', (token: string) => `${token.slice(0, 20)}A${token.slice(21)}`],
    ['very long', (token: string) => token.repeat(100)],
    ['not of base64', () => '%3Cscript%3E'],
  ])('is %s', async (_, change) => {
    await client.post({ email: ADA, cadence: 'daily' });
    const token = change(await client.confirmToken(ADA));
    for (const init of [POST, {}]) {
      const said = await refusal(await client.at('confirm', token, init));
      expect(said.slice(0, 2)).toEqual([400, 'token_invalid']);
    }
  });

  test('is of another kind', async () => {
    await client.post({ email: ADA, cadence: 'daily' });
    for (const kind of ['preferences', 'unsubscribe'] as const) {
      const token = await client.tokenFor(ADA, kind);
      const said = await refusal(await client.at('confirm', token, POST));
      expect(said.slice(0, 2)).toEqual([400, 'token_invalid']);
    }
  });

  test('is told to a browser on a page', async () => {
    const reply = await client.at('confirm', 'x', { ...POST, ...PAGE });
    expect([reply.status, reply.headers.get('Cache-Control')]).toEqual([400, 'no-store']);
    expect(await reply.text()).toContain('<h1>This link does not work</h1>');
  });
});

test('a zone that this runtime does not know any more has no next digest, and a sentence for it', async () => {
  const subscriber = await client.subscribe(ADA);
  const active = started.journal.of(subscriber).active;
  const settings = { ...active?.settings, timeZone: 'Europe/Atlantis' };
  await started.journal.record([
    {
      ...{ id: 'by-hand', subject: subscriber, time: started.time.now },
      ...{ type: 'subscriber.changed', data: { settings: settings as never } },
    },
  ]);
  const token = await client.tokenFor(ADA, 'preferences');
  const json = activeSubscriptionReply.parse(
    await (await client.at('preferences', token, {})).json(),
  );
  expect(json.next_digest_at).toBeNull();
  const page = await (await client.at('preferences', token, PAGE)).text();
  expect(page).toContain('Choose a time zone');
});
