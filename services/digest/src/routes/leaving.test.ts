import { endedSubscriptionReply, problem } from '@emberlog/api';
import { AddressBookUnavailableError } from '@emberlog/address-book';
import { afterEach, describe, expect, test } from 'vitest';
import { clientOf, HTML } from './testing/client.ts';
import {
  DAY,
  keyOf,
  startRoutes,
  type Started,
  type StartOptions,
} from './testing/start-routes.ts';

let started: Started;
afterEach(async () => await started.close());

const start = async (options: StartOptions = {}) => {
  started = await startRoutes(options);
  return clientOf(started);
};

const ADA = 'ada@example.org';
const POST = { method: 'POST' };
const DELETE = { method: 'DELETE' };
const oneClick = (): FormData => {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return form;
};

const reasons = async (): Promise<readonly string[]> =>
  (await started.events()).flatMap((event) =>
    event.type === 'subscriber.unsubscribed' ? [event.data.reason] : [],
  );

describe('unsubscribing', () => {
  test.each([
    ['by the page', 'unsubscribe', { ...POST }, 'link'],
    ['by its form', 'unsubscribe', { ...POST, body: new URLSearchParams() }, 'link'],
    ['by a mail program', 'unsubscribe', { ...POST, body: oneClick() }, 'one_click'],
    [
      'by an older mail program',
      'unsubscribe',
      { ...POST, body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) },
      'one_click',
    ],
    ['from the preferences', 'preferences', { ...POST }, 'preferences'],
    [
      'by a form that cannot be read',
      'unsubscribe',
      { ...POST, body: 'x', headers: { 'Content-Type': 'multipart/form-data; boundary=y' } },
      'link',
    ],
  ] as const)('%s is at once and for good', async (_, kind, init, reason) => {
    const { subscribe, tokenFor, at } = await start();
    const subscriber = await subscribe(ADA);
    const token = await tokenFor(ADA, kind);
    const reply = await at('unsubscribe', token, init);
    expect(reply.status).toBe(200);
    expect(endedSubscriptionReply.parse(await reply.json()).status).toBe('unsubscribed');
    expect(started.journal.of(subscriber)).toMatchObject({ active: null, ended: { reason } });
  });

  // Seen to fail when every call is recorded, and when looking is.
  test('is recorded once, by the button alone, however often', async () => {
    const { subscribe, tokenFor, at } = await start();
    await subscribe(ADA);
    const token = await tokenFor(ADA, 'unsubscribe');
    const page = await at('unsubscribe', token, { headers: HTML });
    expect(await page.text()).toContain('<button class="action">Unsubscribe</button>');
    expect(await reasons()).toEqual([]);
    const replies = [];
    for (let n = 0; n < 3; n += 1)
      replies.push(await (await at('unsubscribe', token, POST)).text());
    expect(new Set(replies).size).toBe(1);
    expect(await reasons()).toEqual(['link']);
  });

  test('ends a request that waits, so that its link is no way around', async () => {
    const { post, confirmToken, tokenFor, at } = await start();
    await post({ email: ADA, cadence: 'daily' });
    const confirm = await confirmToken(ADA);
    await at('unsubscribe', await tokenFor(ADA, 'unsubscribe'), POST);
    expect((await at('confirm', confirm, POST)).status).toBe(410);
  });

  test('works after ten years, and for who was erased, with the same answer', async () => {
    const { subscribe, tokenFor, tokenOf, at } = await start();
    await subscribe(ADA);
    const token = await tokenFor(ADA, 'unsubscribe');
    started.time.now += 3_650 * DAY;
    const first = await at('unsubscribe', token, POST);
    await at('erase', token, POST);
    const never = tokenOf({ kind: 'unsubscribe', subscriber: '0'.repeat(32) });
    const others = [await at('unsubscribe', token, POST), await at('unsubscribe', never, POST)];
    const said = await first.text();
    for (const other of others) {
      expect(other.status).toBe(first.status);
      expect(await other.text()).toBe(said);
    }
    const pages = await Promise.all(
      [token, never].map(async (each) => await (await at('unsubscribe', each)).text()),
    );
    expect(pages[0]).toBe(pages[1]);
  });

  test('takes no token of a confirmation, and none that ran out', async () => {
    const { post, subscribe, confirmToken, tokenFor, at } = await start();
    await post({ email: 'bob@example.org', cadence: 'daily' });
    const confirm = await confirmToken('bob@example.org');
    expect((await at('unsubscribe', confirm, POST)).status).toBe(400);
    await subscribe(ADA);
    const token = await tokenFor(ADA, 'preferences');
    started.time.now += 30 * DAY;
    expect((await at('unsubscribe', token, POST)).status).toBe(410);
    expect(await reasons()).toEqual([]);
  });
});

describe('erasing', () => {
  const erased = async (): Promise<number> =>
    (await started.events()).filter(({ type }) => type === 'subscriber.erased').length;

  test.each([
    ['unsubscribe', '', DELETE],
    ['preferences', '', DELETE],
    ['preferences', '/erase', POST],
    ['unsubscribe', '/erase', POST],
  ] as const)('by a token to %s at %j leaves nothing, and once', async (kind, path, init) => {
    const { subscribe, tokenFor } = await start();
    const subscriber = await subscribe(ADA);
    const token = await tokenFor(ADA, kind);
    const replies: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const reply = await started.app.request(`/v1/subscriptions${path}?token=${token}`, init);
      expect(reply.status).toBe(200);
      replies.push(await reply.text());
    }
    expect(new Set(replies).size).toBe(1);
    expect(endedSubscriptionReply.parse(JSON.parse(replies[0] ?? '')).status).toBe('erased');
    expect(await started.book.count()).toBe(0);
    expect(started.journal.of(subscriber).isErased).toBe(true);
    expect(await erased()).toBe(1);
  });

  test('answers a browser with a page', async () => {
    const { subscribe, tokenFor, at } = await start();
    await subscribe(ADA);
    const reply = await at('erase', await tokenFor(ADA, 'preferences'), { ...POST, headers: HTML });
    expect(await reply.text()).toContain('<h1>All is erased</h1>');
  });

  // Seen to fail when what is erased in the log is not looked for in the book.
  test('that the book did not do is done by the next call', async () => {
    const state = { isFull: true };
    const { subscribe, tokenFor, at } = await start({
      book: (book) => ({
        ...book,
        erase: async (subscriber) => {
          if (state.isFull) throw new AddressBookUnavailableError('full');
          await book.erase(subscriber);
        },
      }),
    });
    await subscribe(ADA);
    const token = await tokenFor(ADA, 'unsubscribe');
    const reply = await at('erase', token, POST);
    expect([reply.status, reply.headers.get('Retry-After')]).toEqual([503, '5']);
    expect([await started.book.count(), await erased()]).toEqual([1, 1]);
    state.isFull = false;
    expect((await at('erase', token, POST)).status).toBe(200);
    expect([await started.book.count(), await erased()]).toEqual([0, 1]);
  });

  test('takes no token of a confirmation, which many may have asked for', async () => {
    const { post, confirmToken, at } = await start();
    await post({ email: ADA, cadence: 'daily' });
    expect((await at('erase', await confirmToken(ADA), POST)).status).toBe(400);
    expect(await erased()).toBe(0);
  });

  const byAddress = async (body: unknown, scope: 'admin' | 'write' | null): Promise<Response> =>
    await started.app.request('/v1/subscriptions', {
      ...DELETE,
      body: JSON.stringify(body),
      headers: scope === null ? {} : { Authorization: `Bearer ${keyOf(scope)}` },
    });

  test('by an address is for operators, and the same whether or not it was known', async () => {
    const { subscribe } = await start();
    await subscribe(ADA);
    const known = await byAddress({ email: 'ADA@example.org' }, 'admin');
    const unknown = await byAddress({ email: 'bob@example.org' }, 'admin');
    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect(await known.text()).toBe(await unknown.text());
    expect([await started.book.count(), await erased()]).toEqual([0, 1]);
    expect((await byAddress({ email: 'info@example.org' }, 'admin')).status).toBe(200);
  });

  test.each([
    [{ email: ADA }, null, 401],
    [{ email: ADA }, 'write', 403],
    [{ email: 'ada' }, 'admin', 400],
    [{}, 'admin', 400],
  ] as const)('by %j with the key %j is %d', async (body, scope, status) => {
    const { subscribe } = await start();
    await subscribe(ADA);
    const reply = await byAddress(body, scope);
    expect(problem.parse(await reply.json()).status).toBe(status);
    expect(await started.book.count()).toBe(1);
  });
});
