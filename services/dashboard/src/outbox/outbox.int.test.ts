import { temporaryDirectory, type TemporaryDirectory } from '@emberlog/testing';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostileMail, keepMails, keptMail, SUBSCRIBER } from '../testing/kept-mails.ts';
import { startDashboard } from '../testing/start-dashboard.ts';

let place: TemporaryDirectory;
let directory: string;
let app: ReturnType<typeof startDashboard>['app'];
beforeEach(async () => {
  place = await temporaryDirectory();
  directory = join(place.path, 'mail');
  app = startDashboard({ mailDirectory: directory, subscriptions: true }).app;
});
afterEach(async () => await place.remove());

const LOCAL = { Host: 'localhost:8787' };
const get = async (path: string, headers: Readonly<Record<string, string>> = LOCAL) =>
  await app.request(path, { headers });
const page = async (path: string): Promise<string> => await (await get(path)).text();

describe('the outbox', () => {
  test('without mails, or without its directory, says how to get one', async () => {
    expect(await page('/mail')).toContain('No mails yet.');
    await mkdir(directory);
    expect(await page('/mail')).toContain('No mails yet.');
  });

  // Seen to fail in the order of the directory, and when the address is shown where no id is.
  test('lists the newest first, by subject, date and id, and never an address', async () => {
    await keepMails(directory, {
      'b.eml': keptMail({ subject: 'First', date: 'never' }),
      'c.eml': keptMail({ subject: 'Second', to: 'ann@reader.example' }),
      'a.eml': keptMail({ subject: '=?utf-8?q?Th=C3=AFrd?=' }),
    });
    const list = await page('/mail');
    expect([...list.matchAll(/href="\/mail\/([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'a.eml',
      'c.eml',
      'b.eml',
    ]);
    expect(list).toContain('>Thïrd</a>');
    expect(list).toContain(`to <bdi class="id">${SUBSCRIBER}</bdi>`);
    expect(list).toContain('11 Dec 2025, 14:03 UTC');
    expect(list).toContain('6 Dec 2025, 05:46 UTC');
    expect(list).not.toContain('ann@reader');
    expect(await page('/mail/c.eml')).not.toContain('ann@reader');
  });

  test('shows 200 and says how many there are', async () => {
    const many = Array.from({ length: 203 }, (_, i) => [`m${i}.eml`, keptMail()]);
    await keepMails(directory, Object.fromEntries(many) as Record<string, string>);
    const list = await page('/mail');
    expect(list.match(/<li>/g)).toHaveLength(200);
    expect(list).toContain('The newest 200 of 203.');
    expect(list).not.toContain('/mail/m2.eml"');
  });

  test('shows a mail with its headers, and its links in the text', async () => {
    await keepMails(directory, { 'a.eml': keptMail() });
    const mail = await page('/mail/a.eml');
    expect(mail).toContain('&lt;confirm.1@papers.example&gt;');
    expect(mail).toContain('<a href="https://papers.example/leave?t=x" rel="noreferrer noopener">');
    expect(mail).toContain('Follow <a href="https://papers.example/confirm?t=x"');
    expect(mail).toContain('<iframe sandbox="" src="/mail/a.eml/html"');
  });

  test('gives the file as it is', async () => {
    await keepMails(directory, { 'a.eml': keptMail() });
    const raw = await get('/mail/a.eml/raw');
    expect(await raw.text()).toBe(keptMail());
    expect(raw.headers.get('Content-Type')).toBe('message/rfc822');
    expect(raw.headers.get('Content-Disposition')).toBe('attachment; filename="a.eml"');
    expect(raw.headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  test('says it of a mail that is gone, and of one that is too long to be shown', async () => {
    await keepMails(directory, { 'a.eml': `Subject: x\r\n\r\n${'a\r\n'.repeat(400_000)}` });
    expect(await page('/mail')).toContain('>x</a>');
    expect(await page('/mail/a.eml')).toContain('This mail cannot be shown.');
    expect((await get('/mail/a.eml/html')).status).toBe(404);
    await rm(join(directory, 'a.eml'));
    const gone = await get('/mail/a.eml');
    expect(gone.status).toBe(404);
    expect(await gone.text()).toContain('There is no such mail');
  });
});

describe('a hostile mail', () => {
  test('is text in our pages', async () => {
    await keepMails(directory, { 'a.eml': hostileMail('https://tracker.example') });
    for (const path of ['/mail', '/mail/a.eml']) {
      const shown = await page(path);
      expect(shown).toContain('&lt;img src=x onerror=alert(1)&gt;');
      expect(shown).not.toMatch(/<img|<script(?! type="module" src="\/)|<style|href="javascript/);
    }
    expect(await page('/mail/a.eml')).toContain('<a href="https://a.example/?q=" rel=');
  });

  test('has its HTML apart, where nothing runs, loads, or frames it', async () => {
    await keepMails(directory, { 'a.eml': hostileMail('https://tracker.example') });
    const html = await get('/mail/a.eml/html');
    expect(await html.text()).toContain('tracker.example');
    expect(html.headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
    );
    expect(html.headers.get('X-Frame-Options')).toBe('SAMEORIGIN');
    expect(html.headers.get('Cache-Control')).toBe('no-store');
  });

  // Seen to fail when the name is joined to the directory without being looked for in it.
  test.each([
    ...['..%2Fsecret.eml', '..%5Csecret.eml', '%2E%2E%2Fsecret.eml', '....%2F%2Fsecret.eml'],
    ...['sub.eml', 'link.eml', 'draft', '.a.eml.1.draft', 'a.eml%00', 'a.EML', '%2e', 'a%20b.eml'],
  ])('and the name %s leads to no file', async (name) => {
    await keepMails(directory, { 'a.eml': keptMail(), '.a.eml.1.draft': 'x', 'a b.eml': 'x' });
    await writeFile(join(place.path, 'secret.eml'), keptMail());
    await symlink(join(place.path, 'secret.eml'), join(directory, 'link.eml'));
    await mkdir(join(directory, 'sub.eml'));
    for (const part of ['', '/html', '/raw'])
      expect((await get(`/mail/${name}${part}`)).status).toBe(404);
    expect((await page('/mail')).match(/<li>/g)).toHaveLength(1);
  });
});

describe('who asks from elsewhere', () => {
  test.each(['localhost', 'LOCALHOST:80', '127.0.0.1:8787', '[::1]', '[::1]:8787'])(
    'is told from who asks here, %s',
    async (host) => {
      expect((await get('/mail', { Host: host })).status).toBe(200);
      expect(await (await get('/', { Host: host })).text()).toContain('<a href="/mail">outbox</a>');
    },
  );

  // Seen to fail with a test that looks for `localhost` anywhere, and without one for proxies.
  test.each([
    { Host: 'papers.example' },
    { Host: 'localhost.evil.example' },
    { Host: 'evil.example:127.0.0.1' },
    { Host: '127.0.0.1.nip.io' },
    { Host: '10.0.0.1' },
    { Host: '' },
    { ...LOCAL, 'X-Forwarded-For': '203.0.113.7' },
    { ...LOCAL, Forwarded: 'for=203.0.113.7' },
  ])('finds nothing, and is not told of it: %o', async (headers) => {
    await keepMails(directory, { 'a.eml': keptMail() });
    for (const path of ['/mail', '/mail/a.eml', '/mail/a.eml/html', '/mail/a.eml/raw']) {
      const reply = await get(path, headers);
      expect(reply.status).toBe(404);
      expect(await reply.json()).toMatchObject({ detail: 'nothing is found here' });
    }
    expect(await (await get('/', headers)).text()).not.toContain('outbox');
  });

  test.each([
    ['127.0.0.1', 200],
    ['::1', 200],
    ['::ffff:127.0.0.1', 200],
    ['203.0.113.7', 404],
    ['::ffff:192.168.0.7', 404],
  ])('is known by the connection, whatever name it sends: %s, %i', async (peer, status) => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: peer });
    const incoming = new IncomingMessage(socket);
    const reply = await app.request('/mail', { headers: LOCAL }, { incoming });
    expect(reply.status).toBe(status);
  });

  test('finds nothing where mails are sent', async () => {
    app = startDashboard().app;
    expect((await get('/mail')).status).toBe(404);
    expect(await page('/')).not.toContain('outbox');
  });
});
