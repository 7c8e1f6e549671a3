import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDigest, openJournal } from '@emberlog/digest';
import { createEmlTransport, messageIdOf, type MailTransport } from '@emberlog/mailing';
import { createHttpApp, createLogger } from '@emberlog/service-kit';
import { temporaryDirectory } from '@emberlog/testing';
import { expect, onTestFinished, test } from 'vitest';
import { startMailServer } from '../world/mail-server.ts';
import {
  ADMIN_KEY,
  MESSAGE_IDS,
  openBook,
  openLog,
  openTransport,
  usualParts,
} from '../world/open-parts.ts';
import { placesWith, spellingsOf } from './spellings-of.ts';

const EIGHT = Date.UTC(2026, 2, 10, 8);
const DAY = 86_400_000;

const ADDRESSES = [
  'Ada.Lovelace+papers@Mail.example',
  'grace_hopper@navy.example',
  'joão@correio.example',
  'reader@bücher.example',
  'leaver%odd@mail.example',
  'sender-of-bounces@gone.example',
  'forgotten-one@mail.example',
] as const;
/** It never confirms. */
const SILENT = 'never-confirms@mail.example';
/** It is refused, and must not be repeated. */
const REFUSED = 'refused one@mail..example';

/** A service with its routes on files in a directory, whose clock stands where it is put. */
const openService = async (
  directory: string,
  lines: string[],
  now: number,
  transport: MailTransport,
  isKept: boolean,
) => {
  const clock = (): number => now;
  const logger = createLogger({
    ...{ name: 'digest', level: 'trace' },
    destination: { write: (line) => lines.push(line) },
  });
  const log = openLog(directory, clock);
  const book = openBook(directory);
  const parts = { ...usualParts(), log, book, transport, clock, logger, isKept };
  const digest = await createDigest({ ...parts, inDoubtAfterMs: 0 });
  const journal = await openJournal({ log, logger });
  const app = createHttpApp({ logger }).route('/', digest.routes);
  const call = async (method: string, path: string, body: object = {}, key = ADMIN_KEY) => {
    const reply = await app.request(`/v1/subscriptions${path}`, {
      method,
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    });
    lines.push(await reply.text());
    return reply.status;
  };
  const token = (link: Parameters<typeof parts.links.seal>[0]): string =>
    `token=${parts.links.seal(link, now)}`;
  const close = async (): Promise<void> => {
    await digest.close();
    await journal.close();
    transport.close();
    await book.close();
    await log.close();
  };
  return { log, digest, journal, call, token, close };
};

const readBelow = async (directory: string): Promise<ReadonlyMap<string, Buffer>> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path, await readFile(path)] as const;
      }),
    ),
  );
};

// Seen to fail when an event, a log line or a kept mail has the address, plain or in base64.
test('after all that can happen to it no address stands anywhere in any spelling', async () => {
  const { path: directory, remove } = await temporaryDirectory();
  const server = await startMailServer((address) =>
    address.startsWith('grace') ? 'gone' : address.startsWith('reader') ? 'busy' : 'taken',
  );
  onTestFinished(async () => {
    await server.close();
    await remove();
  });
  const lines: string[] = [];

  const kept = createEmlTransport({ directory: join(directory, 'outbox') });
  const first = await openService(directory, lines, EIGHT - 12 * 3_600_000, kept, true);
  const settings = { cadence: 'daily', hour: 8, time_zone: 'UTC' };
  const asked = await Promise.all(
    [...ADDRESSES, SILENT, ADDRESSES[0]].map(
      async (email) => await first.call('POST', '', { email, ...settings }),
    ),
  );
  expect(new Set(asked)).toEqual(new Set([202]));
  expect(await first.call('POST', '', { email: REFUSED, ...settings })).toBe(400);
  expect(await first.call('POST', `/confirm?token=${SILENT}`)).toBe(400);
  await first.digest.round();
  // The last of them is the one that never confirms.
  const waiting = [...first.journal.all()].toSorted(
    (a, b) => (a.pending?.at ?? 0) - (b.pending?.at ?? 0),
  );
  expect(waiting).toHaveLength(ADDRESSES.length + 1);
  for (const { subscriber, pending } of waiting.slice(0, ADDRESSES.length)) {
    const link = { kind: 'confirm', subscriber, request: pending?.request ?? '' } as const;
    expect(await first.call('POST', `/confirm?${first.token(link)}`)).toBe(200);
  }
  await first.close();

  const mailed = openTransport(server.port, 2);
  const second = await openService(directory, lines, EIGHT, mailed, false);
  await second.digest.round();
  expect(server.takenCount()).toBeGreaterThan(2);
  const [one, two] = [...second.journal.all()]
    .filter(({ digests }) => digests.daily?.outcome === 'sent')
    .map(({ subscriber }) => subscriber);
  const messageId = messageIdOf({ issue: '2026-03-09', subscriber: one ?? '' }, MESSAGE_IDS);
  expect(await second.call('POST', '/bounces', { kind: 'hard', messageId })).toBe(202);
  const leave = second.token({ kind: 'unsubscribe', subscriber: two ?? '' });
  expect(await second.call('POST', `/unsubscribe?${leave}`)).toBe(200);
  const erased = await second.call('DELETE', '', { email: 'forgotten-one@mail.example' });
  expect(erased).toBeLessThan(300);
  await second.close();

  const third = await openService(
    directory,
    lines,
    EIGHT + DAY,
    createEmlTransport({ directory: join(directory, 'outbox') }),
    true,
  );
  await third.digest.round();
  const records = new Map<string, Buffer>();
  for (const { topic, partition, first: from, end } of await third.log.bounds())
    for (let offset = from; offset < end; offset += 1) {
      const record = await third.log.read({ topic, partition, offset });
      records.set(`record ${partition}/${offset}`, Buffer.from(record?.value ?? []));
    }
  await third.close();

  const places = new Map([
    ...(await readBelow(directory)),
    ...records,
    ...lines.map((line, n) => [`line ${n}: ${line.slice(0, 60)}`, Buffer.from(line)] as const),
  ]);
  expect([...places.keys()].filter((name) => name.endsWith('.eml')).length).toBeGreaterThan(8);
  expect(records.size).toBeGreaterThan(30);
  expect(lines.filter((line) => line.includes('"msg"')).length).toBeGreaterThan(3);
  expect(placesWith(places, [...ADDRESSES, SILENT, REFUSED])).toEqual([]);

  // What was planted in the directory is found, so that what is not found is not there.
  const spellings = spellingsOf('joão@correio.example');
  await writeFile(
    join(directory, 'outbox', 'planted'),
    Buffer.concat([Buffer.from('before'), spellings.at(-3) ?? Buffer.alloc(0)]),
  );
  expect(placesWith(await readBelow(directory), ADDRESSES)).toEqual([
    join(directory, 'outbox', 'planted'),
  ]);
});

test.each([
  ['UTF-16', (text: string) => Buffer.from(text, 'utf16le')],
  [
    'base64 at an offset',
    (text: string) => Buffer.from(Buffer.from(`x${text}yz`).toString('base64')),
  ],
  ['hexadecimal', (text: string) => Buffer.from(Buffer.from(text).toString('hex'))],
  ['a query', (text: string) => Buffer.from(encodeURIComponent(text))],
  ['great letters', (text: string) => Buffer.from(text.toUpperCase())],
  ['quoted-printable', (text: string) => Buffer.from(text.replace('ü', '=C3=BC'))],
  ['punycode', (text: string) => Buffer.from(text.replace('bücher', 'xn--bcher-kva'))],
])('an address is found as %s', (_, write) => {
  const place = Buffer.concat([
    Buffer.from('a b'),
    write('reader@bücher.example'),
    Buffer.from('c'),
  ]);
  expect(placesWith(new Map([['here', place]]), ['reader@bücher.example'])).toEqual(['here']);
  expect(placesWith(new Map([['here', place]]), ['other@bücher.example'])).toEqual([]);
});
