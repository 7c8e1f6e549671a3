import { bounceReply } from '@emberlog/api';
import type { DigestOutcome, DigestPeriod, MailOutcome } from '@emberlog/events';
import { messageIdOf } from '@emberlog/mailing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { confirmationIssue } from '../purposes.ts';
import { clientOf } from './testing/client.ts';
import { DAY, keyOf, MESSAGE_IDS, startRoutes, type Started } from './testing/start-routes.ts';

let started: Started;
let subscriber: string;

beforeEach(async () => {
  started = await startRoutes();
  subscriber = await clientOf(started).subscribe('ada@example.org');
});
afterEach(async () => await started.close());

const DAILY: DigestPeriod = { cadence: 'daily', key: '2025-12-10' };
const WEEKLY: DigestPeriod = { cadence: 'weekly', key: '2025-W50' };

const send = async (period: DigestPeriod, outcome: DigestOutcome = 'sent'): Promise<void> => {
  started.time.now += DAY;
  const { now } = started.time;
  for (const [n, each] of (['begun', outcome] as const).entries()) {
    const id = `sent-${period.key}-${now}-${n}`;
    const data = { period, outcome: each, attempt: 1 };
    const event = { id, type: 'digest.sent', subject: subscriber, time: now, data } as const;
    await started.journal.record([event]);
  }
};
const idOf = ({ key }: DigestPeriod, subject = subscriber): string =>
  messageIdOf({ issue: key, subscriber: subject }, MESSAGE_IDS);

const post = async (
  body: string | Uint8Array<ArrayBuffer>,
  type: string,
  scope: 'write' | 'read' | null = 'write',
): Promise<Response> =>
  await started.app.request('/v1/subscriptions/bounces', {
    ...{ method: 'POST', body },
    headers: {
      'Content-Type': type,
      ...(scope === null ? {} : { Authorization: `Bearer ${keyOf(scope)}` }),
    },
  });
const statusOf = async (reply: Response): Promise<string> => {
  expect(reply.status).toBe(202);
  return bounceReply.parse(await reply.json()).status;
};
const tell = async (kind: string, messageId: string): Promise<string> =>
  await statusOf(await post(JSON.stringify({ kind, messageId }), 'application/json'));

/** A notification of failure (RFC 3464) or a complaint (RFC 5965) about a message. */
const notification = (messageId: string, kind: 'hard' | 'soft' | 'complaint'): string => {
  const type = kind === 'complaint' ? 'feedback-report' : 'delivery-status';
  const said =
    kind === 'complaint'
      ? ['Feedback-Type: abuse', 'User-Agent: x/1', 'Version: 1']
      : [
          ...['Reporting-MTA: dns; mail.example', '', 'Final-Recipient: rfc822; ada@example.org'],
          ...['Action: failed', `Status: ${kind === 'hard' ? '5.1.1' : '4.2.2'}`],
        ];
  return [
    ...['From: MAILER-DAEMON@mail.example', 'MIME-Version: 1.0'],
    `Content-Type: multipart/report; report-type=${type}; boundary="part"`,
    ...['', '--part', 'Content-Type: text/plain', '', 'Sorry.', ''],
    ...['--part', `Content-Type: message/${type}`, '', ...said, ''],
    ...['--part', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${messageId}`, ''],
    ...['--part--', ''],
  ].join('\r\n');
};
const mail = async (...args: Parameters<typeof notification>): Promise<string> =>
  await statusOf(await post(notification(...args), 'message/rfc822'));

const recorded = async (): Promise<number> => (await started.events()).length;
const state = () => {
  const { active, ended, returned } = started.journal.of(subscriber);
  return { isActive: active !== null, reason: ended?.reason ?? null, returned };
};
const ACTIVE = { isActive: true, reason: null, returned: [] };

/** Another subscription of the same reader, a day later. */
const leaveAndReturn = async (): Promise<void> => {
  const { tokenFor, at, subscribe } = clientOf(started);
  const token = await tokenFor('ada@example.org', 'unsubscribe');
  await at('unsubscribe', token, { method: 'POST' });
  started.time.now += DAY;
  await subscribe('ada@example.org');
};

describe('what a provider says', () => {
  test.each([
    ['hard', 'bounced'],
    ['complaint', 'complained'],
  ])('%s ends the subscription at once', async (kind, reason) => {
    await send(DAILY);
    expect(await tell(kind, idOf(DAILY))).toBe('recorded');
    expect(state()).toEqual({ ...ACTIVE, isActive: false, reason });
    const before = await recorded();
    expect(await tell(kind, idOf(DAILY))).toBe('ignored');
    expect(await recorded()).toBe(before);
  });

  test('soft changes nothing', async () => {
    await send(DAILY);
    expect(await tell('soft', idOf(DAILY))).toBe('ignored');
    expect(state()).toEqual(ACTIVE);
  });

  test('of a week is found by its week, and of a mail in doubt as well', async () => {
    await send(WEEKLY, 'unknown');
    expect(await tell('hard', idOf(WEEKLY))).toBe('recorded');
  });
});

describe('of a digest before the last one', () => {
  const next = { ...DAILY, key: '2025-12-11' };

  // Seen to fail when the last digest alone counts.
  test.each([
    ['complaint', 'complained'],
    ['hard', 'bounced'],
  ])('%s ends the subscription as well', async (kind, reason) => {
    await send(DAILY);
    await send(next);
    expect(await tell(kind, idOf(DAILY))).toBe('recorded');
    expect(state()).toMatchObject({ isActive: false, reason });
  });

  // Seen to fail when its list must have closed after the confirmation: what closed at 0:00 is due at 20:00.
  test('counts where its list closed just before the confirmation', async () => {
    subscriber = await clientOf(started).subscribe('bob@example.org', {
      ...{ cadence: 'daily', hour: 20 },
    });
    const first = { ...DAILY, key: '2025-12-09' };
    await send(first);
    await send(DAILY);
    expect(await tell('complaint', idOf({ ...first, key: '2025-12-08' }))).toBe('ignored');
    expect(await tell('complaint', idOf(first))).toBe('recorded');
  });

  // Seen to fail when only the order of the lists is asked for.
  test('does not count where it is of an older subscription', async () => {
    await send(DAILY);
    await leaveAndReturn();
    await send({ ...DAILY, key: '2025-12-12' });
    expect(await tell('complaint', idOf(DAILY))).toBe('ignored');
    expect(state()).toMatchObject({ isActive: true });
  });
});

describe('of a mail that asks for a confirmation', () => {
  const ask = async (email: string, outcome: MailOutcome = 'sent'): Promise<string> => {
    started.time.now += DAY;
    await clientOf(started).post({ email, cadence: 'daily' });
    subscriber = await started.subscriberOf(email);
    const request = started.journal.of(subscriber).pending?.request ?? 'none';
    for (const each of ['begun', outcome] as const) {
      const envelope = { id: `${request}-${each}`, subject: subscriber, time: started.time.now };
      const data = { request, outcome: each, attempt: 1 };
      await started.journal.record([{ ...envelope, type: 'confirmation.sent', data }]);
    }
    return messageIdOf({ issue: confirmationIssue(request), subscriber }, MESSAGE_IDS);
  };
  const waits = () => started.journal.of(subscriber).pending !== null;

  // Seen to fail when a subscription must be active.
  test.each([
    ['complaint', 'complained', tell],
    ['hard', 'bounced', tell],
    ['complaint', 'complained', async (kind: 'complaint', id: string) => await mail(id, kind)],
    ['hard', 'bounced', async (kind: 'hard', id: string) => await mail(id, kind)],
  ] as const)('%s ends the request: %s %#', async (kind, reason, say) => {
    const id = await ask('bob@example.org', 'unknown');
    expect(await say(kind as never, id)).toBe('recorded');
    expect([waits(), state()]).toEqual([false, { ...ACTIVE, isActive: false, reason }]);
    expect(await say(kind as never, id)).toBe('ignored');
  });

  // Seen to fail when any request, any outcome or any kind will do.
  test('changes nothing where it is of an older request, never left, or is full', async () => {
    const rejected = await ask('bob@example.org', 'rejected');
    expect(await tell('hard', rejected)).toBe('ignored');
    const id = await ask('bob@example.org');
    expect([await tell('complaint', rejected), await tell('soft', id)]).toEqual([
      ...['ignored', 'ignored'],
    ]);
    expect(waits()).toBe(true);
  });

  // Seen to fail when a notification about a request counts as about a request alone.
  test('that came back as a mail does not end what is active', async () => {
    const id = await ask('ada@example.org');
    expect(await mail(id, 'hard')).toBe('ignored');
    expect([waits(), state()]).toEqual([true, ACTIVE]);
    expect(await tell('hard', id)).toBe('recorded');
    expect(state()).toMatchObject({ isActive: false, reason: 'bounced' });
  });
});

describe('what comes back as a mail', () => {
  // Seen to fail when one notification is enough, and when the same one counts twice.
  test('ends the subscription when two digests did, each counted once', async () => {
    await send(DAILY);
    for (let n = 0; n < 3; n += 1) expect(await mail(idOf(DAILY), 'hard')).toBe('recorded');
    expect(state()).toEqual({ ...ACTIVE, returned: ['2025-12-10'] });
    const next = { ...DAILY, key: '2025-12-11' };
    await send(next);
    expect(await mail(idOf(next), 'hard')).toBe('recorded');
    expect(state()).toMatchObject({ isActive: false, reason: 'bounced' });
  });

  test('ends it also when both come at once', async () => {
    await send(DAILY);
    await send(WEEKLY);
    await Promise.all([mail(idOf(DAILY), 'hard'), mail(idOf(WEEKLY), 'hard')]);
    expect(state()).toMatchObject({ isActive: false, reason: 'bounced' });
  });

  test('counts from the confirmation only', async () => {
    await send(DAILY);
    await mail(idOf(DAILY), 'hard');
    const { tokenFor, at, subscribe } = clientOf(started);
    const token = await tokenFor('ada@example.org', 'unsubscribe');
    await at('unsubscribe', token, { method: 'POST' });
    await subscribe('ada@example.org');
    const next = { ...DAILY, key: '2025-12-11' };
    await send(next);
    await mail(idOf(next), 'hard');
    expect(state()).toMatchObject({ isActive: true, returned: ['2025-12-11'] });
  });

  test('as a complaint ends it at once', async () => {
    await send(DAILY);
    expect(await mail(idOf(DAILY), 'complaint')).toBe('recorded');
    expect(state()).toMatchObject({ isActive: false, reason: 'complained' });
  });

  test.each(['soft'] as const)('%s changes nothing', async (kind) => {
    await send(DAILY);
    expect(await mail(idOf(DAILY), kind)).toBe('ignored');
    expect(state()).toEqual(ACTIVE);
  });
});

describe('what nobody sent', () => {
  // Seen to fail when the digest is not looked for in the journal.
  test.each([
    ['forged', () => idOf(DAILY).replace(/\.[\w-]{22}@/, `.${'A'.repeat(22)}@`)],
    ['of another site', () => idOf(DAILY).replace('papers.example', 'evil.example')],
    ['of a digest that was never sent', () => idOf({ ...DAILY, key: '2025-12-11' })],
    ['of another cadence', () => idOf(WEEKLY)],
    ['of nobody', () => idOf(DAILY, 'f'.repeat(32))],
    ['no Message-ID', () => 'x'],
  ])('a message %s changes nothing', async (_, id) => {
    await send(DAILY);
    const before = await recorded();
    for (const kind of ['hard', 'complaint'] as const) {
      expect(await tell(kind, id())).toBe('ignored');
      expect(await mail(id(), kind)).toBe('ignored');
    }
    expect([state(), await recorded()]).toEqual([ACTIVE, before]);
  });

  test.each(['deferred', 'rejected', 'missed', 'skipped'] as const)(
    'a digest that was %s does not come back',
    async (outcome) => {
      await send(DAILY, outcome);
      expect(await tell('hard', idOf(DAILY))).toBe('ignored');
    },
  );

  test('a digest of an older subscription does not end the new one', async () => {
    await send(DAILY);
    await leaveAndReturn();
    expect(await tell('hard', idOf(DAILY))).toBe('ignored');
    expect(state()).toMatchObject({ isActive: true });
  });
});

describe('requests', () => {
  test.each([
    [null, 'application/json', '{}', 401],
    ['read', 'application/json', '{}', 403],
    ['write', 'application/json', '{}', 400],
    ['write', 'application/json', '{"kind":"other","messageId":"x"}', 400],
    ['write', 'application/json', '{"kind":"hard","messageId":"x","email":"y"}', 400],
    ['write', 'text/plain', 'x', 415],
    ['write', 'message/rfc822', 'x'.repeat(1_048_577), 413],
    ['write', 'message/rfc822', '', 202],
    ['write', 'message/rfc822', '\0\r\n\r\n'.repeat(1_000), 202],
  ] as const)('with the key %j of %s are answered %#', async (scope, type, body, status) => {
    expect((await post(body, type, scope)).status).toBe(status);
    expect(state()).toEqual(ACTIVE);
  });
});
