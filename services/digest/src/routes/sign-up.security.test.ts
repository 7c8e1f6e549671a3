import { afterEach, describe, expect, test } from 'vitest';
import { clientOf, HTML } from './testing/client.ts';
import { keyOf, MINUTE, START, startRoutes, type Started } from './testing/start-routes.ts';

let started: Started;
afterEach(async () => await started.close());

const ADA = { email: 'ada@example.org', cadence: 'daily' };

/** All that a stranger sees of a reply, and how long it took. */
const seen = async (answer: () => Promise<Response>) => {
  const begun = started.time.now;
  const reply = await answer();
  const headers = [...reply.headers].filter(([name]) => name !== 'x-request-id');
  return { status: reply.status, headers, body: await reply.text(), ms: started.time.now - begun };
};

describe('whether an address is known cannot be told', () => {
  // Seen to fail when a limited request is answered at once, and when an active one is told so.
  test.each([
    ['as JSON', {}],
    ['as a page', HTML],
  ])('from what is answered %s, nor from how long it takes', async (_, headers) => {
    const time = { now: START };
    started = await startRoutes({
      time,
      book: (book) => ({
        ...book,
        enter: async (address) => {
          const entered = await book.enter(address);
          time.now += entered.isNew ? 11 : 2;
          return entered;
        },
      }),
      log: (log) => ({
        ...log,
        append: async (records) => {
          time.now += 7;
          return await log.append(records);
        },
      }),
    });
    const { post, subscribe, at, tokenFor } = clientOf(started);
    const ask = async (email: string) =>
      await seen(async () => await post({ email, cadence: 'daily' }, headers));

    const unknown = await ask('new@example.org');
    expect(unknown).toMatchObject({ status: 202, ms: 250 });
    expect(await ask('new@example.org')).toEqual(unknown);

    await subscribe('active@example.org');
    await subscribe('left@example.org');
    const leaving = await tokenFor('left@example.org', 'unsubscribe');
    await at('unsubscribe', leaving, { method: 'POST' });
    await subscribe('erased@example.org');
    const erasing = await tokenFor('erased@example.org', 'unsubscribe');
    await at('erase', erasing, { method: 'POST' });
    started.time.now += 6 * MINUTE;
    for (const name of ['new', 'active', 'left', 'erased']) {
      expect(await ask(`${name}@example.org`)).toEqual(unknown);
      expect(await ask(`${name.toUpperCase()}@EXAMPLE.org`)).toEqual(unknown);
    }
    expect(started.waits).toContain(250 - 11 - 7);
  });

  test('from a failure, which takes as long as all else', async () => {
    started = await startRoutes({
      log: (log) => ({ ...log, append: async () => await log.close().then(() => log.append([])) }),
    });
    const { ms, status } = await seen(async () => await clientOf(started).post(ADA));
    expect([status, ms]).toEqual([503, 250]);
  });
});

describe('one address', () => {
  const requests = async (): Promise<number> =>
    (await started.events()).filter(({ type }) => type === 'subscriber.requested').length;

  test('is asked once in five minutes, five times, then once a day, however it is spelled', async () => {
    started = await startRoutes();
    const { post } = clientOf(started);
    for (let minute = 0; minute < 30 * 60; minute += 1) {
      started.time.now = START + minute * MINUTE;
      const email = minute % 2 === 0 ? ADA.email : 'ADA@Example.ORG';
      expect((await post({ ...ADA, email })).status).toBe(202);
    }
    const recorded = (await started.events()).map(({ time }) => (time - START) / MINUTE);
    expect(recorded).toEqual([0, 5, 10, 15, 20, 1_460]);
    expect(await started.book.count()).toBe(1);
  });

  // Seen to fail without turns: all of them find that nothing was asked yet.
  test('is asked once by a hundred at once', async () => {
    started = await startRoutes();
    const { post } = clientOf(started);
    await Promise.all(Array.from({ length: 100 }, async () => await post(ADA)));
    expect([await requests(), await started.book.count()]).toEqual([1, 1]);
  });

  test('of who confirmed is asked five times a day', async () => {
    started = await startRoutes();
    const { post, subscribe } = clientOf(started);
    await subscribe(ADA.email);
    for (let minute = 0; minute < 26 * 60; minute += 1) {
      started.time.now = START + minute * MINUTE;
      await post(ADA);
    }
    expect(await requests()).toBe(10);
  });

  // Seen to fail when a request of the past is recorded as of the past: the fold passes over it.
  test('is asked again after the clock went back', async () => {
    // Here the gate reads the same clock, which outside of tests never goes back.
    started = await startRoutes({ limits: { perSecond: 1 } });
    const { post, at, confirmToken } = clientOf(started);
    await post(ADA);
    started.time.now = START - 60 * MINUTE;
    await post({ ...ADA, hour: 3 });
    await at('confirm', await confirmToken(ADA.email), { method: 'POST' });
    const subscriber = await started.subscriberOf(ADA.email);
    expect(started.journal.of(subscriber).active?.settings.hour).toBe(3);
  });

  // Seen to fail when why a subscription ended is not looked at.
  test('whose reader called a mail spam is not asked before its operator erases it', async () => {
    started = await startRoutes();
    const { post, subscribe } = clientOf(started);
    const subject = await subscribe(ADA.email);
    const envelope = { id: 'by-hand', subject, time: started.time.now };
    const data = { reason: 'complained' } as const;
    await started.journal.record([{ ...envelope, type: 'subscriber.unsubscribed', data }]);
    started.time.now += 29 * 24 * 60 * MINUTE;
    const held = await seen(async () => await post(ADA));
    expect([held.status, held.ms, await requests()]).toEqual([202, 250, 1]);
    await started.app.request('/v1/subscriptions', {
      ...{ method: 'DELETE', body: JSON.stringify({ email: ADA.email }) },
      headers: { Authorization: `Bearer ${keyOf('admin')}`, 'Content-Type': 'application/json' },
    });
    expect(await seen(async () => await post(ADA))).toEqual(held);
    expect(await requests()).toBe(2);
  });

  test('that a crash left erased in the log but in the book is somebody new', async () => {
    started = await startRoutes();
    const { post, subscribe } = clientOf(started);
    const before = await subscribe(ADA.email);
    const envelope = { id: 'by-hand', subject: before, time: started.time.now };
    await started.journal.record([{ ...envelope, type: 'subscriber.erased', data: {} }]);
    await post(ADA);
    const after = await started.subscriberOf(ADA.email);
    expect(after).not.toBe(before);
    expect(started.journal.of(after).pending).not.toBeNull();
    expect(await started.book.count()).toBe(1);
  });

  // Seen to fail without the second try: the request is of somebody of whom nothing is known any more.
  test('that is erased while it is asked for is somebody new', async () => {
    const state = { erase: false };
    started = await startRoutes({
      log: (log) => ({
        ...log,
        append: async (records) => {
          const isRequest = Buffer.from(records[0]?.value ?? []).includes('subscriber.requested');
          if (state.erase && isRequest) {
            state.erase = false;
            const client = clientOf(started);
            const token = await client.tokenFor(ADA.email, 'unsubscribe');
            await client.at('erase', token, { method: 'POST' });
          }
          return await log.append(records);
        },
      }),
    });
    const { post } = clientOf(started);
    await post(ADA);
    started.time.now += 6 * MINUTE;
    state.erase = true;
    await post(ADA);
    const after = await started.subscriberOf(ADA.email);
    expect(started.journal.of(after).pending).not.toBeNull();
  });
});

describe('hostile requests', () => {
  test.each([
    'ada@example.org\r\nBcc: bob@example.org',
    'ada@example.org\nBcc: bob@example.org',
    'ada@example.org%0ABcc:bob@example.org',
    'ada@example.org,bob@example.org',
    'ada@example.org bob@example.org',
    'ada@example.org;bob@example.org',
    '"Ada" <ada@example.org>',
    'ada@example.org\u0000',
    'ada\u202e@example.org',
    'ada\u200b@example.org',
    'ada\ufeff@example.org',
    'ada＠example.org',
    'ada@exam\u00adple.org',
    '\ud800ada@example.org',
    'ada@[127.0.0.1]',
    'ada@localhost',
    `${'a'.repeat(65)}@example.org`,
    `ada@${'a.'.repeat(126)}example.org`,
    'a'.repeat(320),
    '',
  ])('by the address %j are 400, echo nothing and leave nothing', async (email) => {
    started = await startRoutes();
    const { post, postForm } = clientOf(started);
    const said = [
      await post({ ...ADA, email }),
      await postForm({ ...ADA, email }),
      await postForm({ ...ADA, email }, HTML),
    ];
    for (const reply of said) {
      expect(reply.status).toBe(400);
      const text = await reply.text();
      expect(text).not.toContain('bob');
      expect(text.replaceAll('such as ada@example.org', '')).not.toContain('ada');
    }
    expect(started.lines.join()).not.toContain('ada');
    expect(await started.book.count()).toBe(0);
  });

  test('never hear an address that stands where a field should', async () => {
    started = await startRoutes();
    const { post, postForm } = clientOf(started);
    const replies = [
      await post({ ...ADA, 'bob@example.org': 1 }),
      await post({ ...ADA, filters: { 'bob@example.org': 1 } }),
      await postForm('bob@example.org=1&cadence=daily'),
      await postForm('bob@example.org=1&bob@example.org=2'),
    ];
    for (const reply of replies) {
      expect(reply.status).toBe(400);
      expect(await reply.text()).not.toContain('bob');
    }
  });

  test('with fields of prototypes are 400', async () => {
    started = await startRoutes();
    const { app } = started;
    const body = '{"email":"ada@example.org","cadence":"daily","__proto__":{"hour":3}}';
    const headers = { 'Content-Type': 'application/json' };
    const reply = await app.request('/v1/subscriptions', { method: 'POST', body, headers });
    expect(reply.status).toBe(400);
    expect((await clientOf(started).postForm({ ...ADA, constructor: 'x' })).status).toBe(400);
  });

  test.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ Origin: 'https://evil.example' }, 403],
    [{ Origin: 'null' }, 403],
    [{ Origin: 'https://papers.example' }, 202],
    [{ 'Sec-Fetch-Site': 'same-origin' }, 202],
    [{}, 202],
  ])('as a form with %j are answered %d', async (headers, status) => {
    started = await startRoutes();
    expect((await clientOf(started).postForm(ADA, headers)).status).toBe(status);
    expect(await started.book.count()).toBe(status === 202 ? 1 : 0);
  });

  // Seen to fail when what the gate says is not heard.
  test('thousands from one network leave ten addresses', async () => {
    started = await startRoutes({ limits: { perNetwork: 10, perSecond: 20, burst: 200 } });
    const { post } = clientOf(started);
    const statuses = new Map<number, number>();
    for (let n = 0; n < 5_000; n += 1) {
      const { status } = await post({ email: `ada${n}@example.org`, cadence: 'daily' });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([
      [202, 10],
      [429, 4_990],
    ]);
    expect(await started.book.count()).toBe(10);
    const refused = await post(ADA, HTML);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(590);
    expect(await refused.text()).toContain('Try again in 10 minutes.');
  });

  test('a botnet fills the book no faster than all together may', async () => {
    started = await startRoutes({
      ...{ trustedProxies: 1, limits: { perNetwork: 10, perSecond: 20, burst: 200 } },
    });
    const { post } = clientOf(started);
    const answers = await Promise.all(
      Array.from({ length: 2_000 }, async (_, n) => {
        const forwarded = { 'X-Forwarded-For': `10.0.${n >> 8}.${n & 255}` };
        return (await post({ ...ADA, email: `ada${n}@example.org` }, forwarded)).status;
      }),
    );
    expect(answers.filter((status) => status === 202)).toHaveLength(200);
    expect(answers.filter((status) => status === 503)).toHaveLength(1_800);
    expect(await started.book.count()).toBe(200);
  });
});
