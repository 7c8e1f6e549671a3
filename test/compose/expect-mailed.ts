import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { caughtMail } from './mail-catcher.ts';
import type { Stack } from './stack.ts';

const PAGE = { Accept: 'text/html' };

const statusOf = async (reply: Response): Promise<unknown> =>
  ((await reply.json()) as { readonly status: unknown }).status;

const tokenIn = (link: string): string => new URL(link).searchParams.get('token') ?? '';

/**
 * A reader subscribes at the page's own address, confirms by the mail, and leaves by one click; the service
 * is killed between mail and confirmation. Throws unless the log and the volume of addresses bring back what it
 * knew, and where the address or a token stands in a log line of a container.
 */
export const expectMailed = async (stack: Stack): Promise<void> => {
  const { dashboardUrl, mailUrl } = stack;
  const local = `reader-${randomUUID()}`;
  const address = `${local}@papers.example`;
  const wish = { cadence: 'daily', hour: 8, time_zone: 'Europe/Berlin' };
  const asked = await fetch(`${dashboardUrl}/v1/subscriptions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: address, ...wish }),
  });
  assert.equal(asked.status, 202);
  assert.equal(await statusOf(asked), 'pending');

  const mail = await caughtMail(mailUrl, address);
  const confirm = /https?:\S+\/confirm\?token=[\w%.~-]+/.exec(mail.text ?? '')?.[0] ?? '';
  assert.ok(confirm.startsWith(`${dashboardUrl}/v1/subscriptions/confirm?`), mail.text);
  await stack.killAndStart('digest');

  // A scanner of mails looks, and changes nothing.
  for (const look of [1, 2]) {
    const page = await fetch(confirm, { headers: PAGE });
    assert.equal(page.status, 200, `look ${look}`);
    assert.match(await page.text(), /<form method="post">/);
  }
  const confirmed = await fetch(confirm, { method: 'POST', headers: PAGE });
  assert.equal(confirmed.status, 200);
  const [path = ''] = /\/v1\/subscriptions\/preferences\?token=[\w%.~-]+/.exec(
    await confirmed.text(),
  ) ?? [''];
  const preferences = new URL(path, dashboardUrl);
  assert.equal((await fetch(confirm, { method: 'POST' })).status, 410);
  const shown = await (await fetch(preferences, { headers: PAGE })).text();
  assert.ok(shown.includes('r…@papers.example'), 'the volume lost the address');
  assert.deepEqual(await settingsAt(preferences), { status: 'active', ...wish });
  const header = mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? '';
  const leave = /<(\S+)>/.exec(header.replaceAll(/\s+/g, ' '))?.[1] ?? '';
  const left = await fetch(leave, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  assert.equal(await statusOf(left), 'unsubscribed');
  assert.equal(await statusOf(await fetch(preferences)), 'unsubscribed');

  const lines = await stack.logs();
  assert.match(lines, /digest/);
  for (const secret of [local, tokenIn(confirm), tokenIn(leave), preferences.search.slice(7)]) {
    assert.ok(secret.length > 20);
    assert.ok(!lines.includes(secret), 'a log line tells who a reader is');
  }
};

const settingsAt = async (preferences: URL) => {
  const { status, cadence, hour, time_zone } = (await (
    await fetch(preferences)
  ).json()) as Readonly<Record<string, unknown>>;
  return { status, cadence, hour, time_zone };
};
