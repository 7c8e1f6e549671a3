import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { simpleParser } from 'mailparser';
import { afterEach, describe, expect, test } from 'vitest';
import { composeMessage } from '../compose-message.ts';
import { LOCALHOST } from '../testing/localhost-certificate.ts';
import { sampleLetter } from '../testing/sample-letter.ts';
import { type Step, startScriptedServer } from '../testing/scripted-server.ts';
import { reply, startSmtpServerHere } from '../testing/smtp-server-here.ts';
import { smtpServerUrl } from './smtp-server-url.ts';
import { createSmtpTransport, type SmtpTransportOptions } from './smtp-transport.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const message = await composeMessage(sampleLetter);
type Options = Partial<Omit<SmtpTransportOptions, 'server'>>;

const transportTo = (url: string, options: Options = {}) => {
  const server = smtpServerUrl.parse(url);
  const made = createSmtpTransport({ server, ca: LOCALHOST.cert, silenceMs: 5_000, ...options });
  ends.push(made.close);
  return made;
};

const serverOf = async (...[options]: Parameters<typeof startSmtpServerHere>) => {
  const server = await startSmtpServerHere(options);
  ends.push(server.close);
  return server;
};

const scripted = async (
  steps: Parameters<typeof startScriptedServer>[0],
  options: Options = {},
) => {
  const server = await startScriptedServer(steps);
  ends.push(server.close);
  return await transportTo(`smtp://127.0.0.1:${server.port}?tls=off`, options).send(message);
};

describe('a server that takes mail', () => {
  test('gets the very bytes, over TLS, from the sender of the envelope', async () => {
    const server = await serverOf();
    const result = await transportTo(`smtp://127.0.0.1:${server.port}`).send(message);
    expect(result).toEqual({ outcome: 'sent', code: 250, detail: 'accepted' });
    expect(server.received.map(({ from, to }) => [from, to])).toEqual([
      ['digest@papers.example', ['ann@reader.example']],
    ]);
    expect(server.received[0]?.raw.toString()).toBe(message.raw.toString());
  });

  test('gets many over the connections that there are', async () => {
    const server = await serverOf();
    const transport = transportTo(`smtp://127.0.0.1:${server.port}`, { perSecond: 100 });
    const results = await Promise.all(
      Array.from({ length: 20 }, async () => await transport.send(message)),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'sent'));
    expect(server.received).toHaveLength(20);
    expect(server.connections()).toBe(2);
  });

  // Seen to fail when the rate is not passed on.
  test('gets no more a second than agreed', async () => {
    const server = await serverOf();
    const transport = transportTo(`smtp://127.0.0.1:${server.port}`, { perSecond: 2 });
    const start = performance.now();
    await Promise.all(Array.from({ length: 5 }, async () => await transport.send(message)));
    expect(performance.now() - start).toBeGreaterThan(1_500);
    expect(server.received).toHaveLength(5);
  });

  test('gets a user and a password where it asks for them', async () => {
    const server = await serverOf({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        done(username === 'u' && password === 'p:%' ? null : reply(535, 'no'), { user: 'u' }),
    });
    const at = `127.0.0.1:${server.port}`;
    expect((await transportTo(`smtp://u:p%3A%25@${at}`).send(message)).outcome).toBe('sent');
    // A password that is wrong says nothing of the reader.
    const refused = await transportTo(`smtp://u:wrong@${at}`).send(message);
    expect(refused).toMatchObject({ outcome: 'deferred', code: 535 });
  });

  test('gets its message although it is slow, as long as it is not silent', async () => {
    const server = await serverOf({
      onMailFrom: (_address, _session, done) => setTimeout(done, 300),
      onRcptTo: (_address, _session, done) => setTimeout(done, 300),
    });
    const transport = transportTo(`smtp://127.0.0.1:${server.port}`, { silenceMs: 500 });
    expect((await transport.send(message)).outcome).toBe('sent');
  });

  test('gets an address of any script by SMTPUTF8', async () => {
    const server = await serverOf();
    const to = 'änn@bücher.example';
    const transport = transportTo(`smtp://127.0.0.1:${server.port}`);
    expect((await transport.send(await composeMessage({ ...sampleLetter, to }))).outcome).toBe(
      'sent',
    );
    expect(server.received[0]?.to).toEqual([to]);
    const mail = await simpleParser(server.received[0]?.raw ?? '');
    expect(mail.to).toMatchObject({ value: [{ address: to }] });
  });

  // Seen to fail when the key is not passed on.
  test('gets a signature that others can verify over the bytes that came', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const server = await serverOf();
    const dkim = {
      ...{ domain: 'papers.example', selector: 's1' },
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    };
    await transportTo(`smtp://127.0.0.1:${server.port}`, { dkim }).send(message);
    const record = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const resolver = async (name: string): Promise<string[][]> =>
      await Promise.resolve(
        name === 's1._domainkey.papers.example' ? [[`v=DKIM1; k=rsa; p=${record}`]] : [],
      );
    const raw = server.received[0]?.raw ?? Buffer.alloc(0);
    const { results } = await dkimVerify(raw, { resolver });
    expect(results.map(({ status, signingDomain }) => [status.result, signingDomain])).toEqual([
      ['pass', 'papers.example'],
    ]);
    const changed = Buffer.from(raw.toString().replace('42 readers', '43 readers'));
    const after = await dkimVerify(changed, { resolver });
    expect(after.results.map(({ status }) => status.result)).not.toEqual(['pass']);
  });
});

describe('a server that refuses', () => {
  // Seen to fail when every 5xx is about the message.
  test.each([
    ['the recipient for now', 'RCPT', '450 4.2.1 <ann@reader.example> busy', 'deferred', 450],
    ['the recipient for good', 'RCPT', '550 5.1.1 <ann@reader.example> unknown', 'rejected', 550],
    ['the sender for good', 'MAIL', '553 5.7.1 not you', 'rejected', 553],
    ['the message for now', 'end', '451 4.3.0 later', 'deferred', 451],
    ['the message for good', 'end', '554 5.7.1 no', 'rejected', 554],
    ['everybody for now', 'greeting', '421 4.3.2 closing', 'deferred', 421],
    ['everybody', 'greeting', '554 5.3.2 no mail here', 'deferred', 554],
    ['to go on', 'RCPT', '421 4.3.2 closing', 'deferred', 421],
    ['the data', 'DATA', '421 4.3.2 closing', 'deferred', 421],
  ] as const)('%s', async (_, name, step, outcome, code) => {
    const result = await scripted({ [name]: step });
    expect(result).toMatchObject({ outcome, code });
    expect(result.detail).toContain(step.slice(4, 9));
    expect(result.detail).not.toContain('@');
  });

  // Seen to fail when every rejection of a recipient says so, and when none does.
  test.each([
    ['unknown', 'RCPT', '550 5.1.1 <ann@reader.example> unknown', true],
    ['refused without a status', 'RCPT', '550 no such user', true],
    ['full', 'RCPT', '552 5.2.2 <ann@reader.example> full', false],
    ['refused by a policy', 'RCPT', '550 5.7.1 we do not like you', false],
    ['busy', 'RCPT', '450 4.2.1 later', false],
    ['known, but the message is refused', 'end', '550 5.1.1 odd', false],
  ] as const)('whether a mailbox that is %s is gone', async (_, name, step, isGone) => {
    expect((await scripted({ [name]: step })).isGone ?? false).toBe(isGone);
  });

  // Seen to fail when STARTTLS is not required.
  test('TLS gets nothing where TLS is asked for', async () => {
    const server = await serverOf({ disabledCommands: ['STARTTLS'] });
    const at = `127.0.0.1:${server.port}`;
    expect(await transportTo(`smtp://${at}`).send(message)).toMatchObject({ outcome: 'deferred' });
    expect(server.received).toEqual([]);
    expect((await transportTo(`smtp://${at}?tls=optional`).send(message)).outcome).toBe('sent');
  });

  // Seen to fail when certificates are not checked.
  test('nobody gets a message whose certificate is not known', async () => {
    const server = await serverOf({ secure: true });
    const url = `smtps://127.0.0.1:${server.port}`;
    const stranger = createSmtpTransport({ server: smtpServerUrl.parse(url), silenceMs: 5_000 });
    ends.push(stranger.close);
    expect(await stranger.send(message)).toMatchObject({ outcome: 'deferred', code: null });
    expect(server.received).toEqual([]);
    expect((await transportTo(url).send(message)).outcome).toBe('sent');
  });
});

describe('a server that is lost', () => {
  // Seen to fail when every lost connection counts as deferred, and when each counts as unknown.
  test.each<[when: string, outcome: string, steps: Readonly<Partial<Record<string, Step>>>]>([
    ['before its greeting', 'deferred', { greeting: 'hang up' }],
    ['at EHLO', 'deferred', { EHLO: 'hang up', HELO: 'hang up' }],
    ['at MAIL', 'deferred', { MAIL: 'hang up' }],
    ['at RCPT', 'deferred', { RCPT: 'hang up' }],
    ['at DATA', 'deferred', { DATA: 'hang up' }],
    ['in the middle of the message', 'unknown', { middle: 'hang up' }],
    ['instead of an answer to the message', 'unknown', { end: 'hang up' }],
  ])('by hanging up %s: %s', async (_, outcome, steps) => {
    const result = await scripted(steps);
    expect(result).toMatchObject({ outcome, code: null });
    expect(result.detail).not.toContain('@');
  });

  test.each<[when: string, outcome: string, steps: Readonly<Partial<Record<string, Step>>>]>([
    ['before its greeting', 'deferred', { greeting: 'silence' }],
    ['at RCPT', 'deferred', { RCPT: 'silence' }],
    ['at DATA', 'deferred', { DATA: 'silence' }],
    ['after the message', 'unknown', { end: 'silence' }],
  ])('by silence %s: %s', async (_, outcome, steps) => {
    expect(await scripted(steps, { silenceMs: 300 })).toMatchObject({ outcome, code: null });
    expect(await scripted(steps, { deadlineMs: 300 })).toMatchObject({ outcome, code: null });
  });

  test('because there is none', async () => {
    const server = await startScriptedServer({});
    await server.close();
    const transport = transportTo(`smtp://127.0.0.1:${server.port}?tls=off`);
    expect(await transport.send(message)).toMatchObject({ outcome: 'deferred', code: null });
  });

  // Seen to fail when messages are put into the queue again.
  test('is not asked a second time behind the back of the caller', async () => {
    const server = await startScriptedServer({ greeting: 'hang up' });
    ends.push(server.close);
    const transport = transportTo(`smtp://127.0.0.1:${server.port}?tls=off`);
    expect(await transport.send(message)).toMatchObject({ outcome: 'deferred', code: null });
    expect(server.connections()).toBe(1);
  });

  test('after each message has taken exactly what is told as sent', async () => {
    const server = await startScriptedServer({ after: 'hang up' });
    ends.push(server.close);
    const url = `smtp://127.0.0.1:${server.port}?tls=off`;
    const transport = transportTo(url, { perSecond: 100 });
    const sending = Array.from({ length: 20 }, async () => await transport.send(message));
    const outcomes = (await Promise.all(sending)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(server.accepted());
    expect(server.accepted()).toBeGreaterThan(0);
    expect(outcomes.filter((outcome) => outcome === 'unknown')).toEqual([]);
  });
});

test('a transport that was closed defers', async () => {
  const server = await serverOf();
  const transport = transportTo(`smtp://127.0.0.1:${server.port}`);
  transport.close();
  expect(await transport.send(message)).toMatchObject({ outcome: 'deferred', code: null });
  expect(server.received).toEqual([]);
});
