import { inspect } from 'node:util';
import { createLogger } from '@emberlog/service-kit';
import { expect, test } from 'vitest';
import { addressOf } from '../testing/address-of.ts';
import { borrowBook } from '../testing/borrow-book.ts';
import { readFilesBelow, spellingsOf } from '../testing/files-with.ts';
import { keysOf, SECRET } from '../testing/keys-of.ts';

const COUNT = 500;

/** However a text may be written down. */
const spellings = (text: string): readonly Buffer[] =>
  [text, text.toLowerCase(), text.toUpperCase()].flatMap((cased) => [
    ...spellingsOf(Buffer.from(cased, 'utf8')),
    Buffer.from(cased, 'utf16le'),
    Buffer.from(cased, 'utf16le').swap16(),
  ]);

/** Each address has two of these, so that a search for them is a search for every address. */
const PARTS = ['Reader.Nr', 'Läserin.Nr', 'example.org'];

const texts = Array.from({ length: COUNT }, (_, index) =>
  index % 5 === 0 ? `Läserin.Nr${index}x@bücher.example.org` : `Reader.Nr${index}x@example.org`,
);

// Seen to fail when the row has the address in clear too, in base64, or a lookup that is UTF-16.
test('after a life of 500 addresses no file has one of them in clear', async () => {
  const { path, book, reopen } = await borrowBook();
  const subscribers: string[] = [];
  for (const text of texts) subscribers.push((await book().enter(addressOf(text))).subscriber);
  for (const subscriber of subscribers.slice(0, 100)) await book().erase(subscriber);
  await reopen({ keys: keysOf('second', 'first') });
  await book().rotate(() => undefined);
  for (const subscriber of subscribers) await book().open(subscriber);
  for (const text of texts.slice(0, 50)) await book().enter(addressOf(text));
  await book().copyRowsTo(`${path}/copy`);
  await book().close();

  const files = [...(await readFilesBelow(path))];
  expect(files.map(([name]) => name.slice(path.length)).sort()).toEqual([
    '/copy/data.mdb',
    '/row-keys',
    '/rows/data.mdb',
    '/rows/lock.mdb',
  ]);
  const all = Buffer.concat(files.map(([, bytes]) => bytes));
  expect(PARTS.flatMap(spellings).filter((each) => all.includes(each))).toEqual([]);
  for (const secret of [SECRET, ...keysOf('second').map(({ key }) => key.export())]) {
    expect(spellingsOf(secret).some((each) => all.includes(each))).toBe(false);
  }
});

test('the search finds a part of each address in each of the spellings it looks for', () => {
  for (const text of texts) {
    expect(PARTS.filter((part) => text.includes(part))).toHaveLength(2);
  }
  const text = 'Läserin.Nr5x@example.org';
  const written = [
    `{"email":"${text}"}`,
    Buffer.from(`..${text}`).toString('base64'),
    Buffer.from(`.${text}`).toString('base64url'),
    Buffer.from(text).toString('hex'),
    `RCPT TO:<${text.toUpperCase()}>`,
    Buffer.from(`x${text}`, 'utf16le'),
  ];
  for (const each of written) {
    const bytes = Buffer.from(each);
    for (const part of ['Läserin.Nr', 'example.org']) {
      expect(spellings(part).some((spelling) => bytes.includes(spelling))).toBe(true);
    }
  }
});

// Seen to fail when the fields can be enumerated.
test('no line of a log, error or inspection has an address, a secret or a key', async () => {
  const { book, reopen } = await borrowBook();
  const address = addressOf('Ada.Lovelace@example.org');
  const { subscriber } = await book().enter(address);
  const opened = await book().open(subscriber);
  await reopen({ keys: keysOf('second') });
  const failures: unknown[] = [
    await book()
      .open(subscriber)
      .catch((error: unknown) => error),
    await book()
      .rotate(() => undefined)
      .catch((error: unknown) => error),
    await reopen({ secret: Buffer.alloc(32, 8) }).catch((error: unknown) => error),
    await book()
      .enter(address)
      .catch((error: unknown) => error),
  ];
  expect(failures.every((failure) => failure instanceof Error)).toBe(true);

  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ name: 'test', level: 'info', destination });
  for (const value of [address, opened, book(), keysOf('second'), ...failures]) {
    logger.info({ value, err: value, nested: { value } }, 'told');
    logger.info(value as object, 'told');
    lines.push(inspect(value, { depth: 9, showHidden: true, getters: false }));
    lines.push(String(value), JSON.stringify({ value }), JSON.stringify({ ...(value as object) }));
  }
  const all = lines.join('\n');
  expect(all.length).toBeGreaterThan(1_000);
  expect(all).not.toMatch(/lovelace/i);
  expect(all).not.toContain(Buffer.from('second'.padEnd(32, '.')).toString('hex'));
});
