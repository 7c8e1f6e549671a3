import { ingestReply, itemReply } from '@emberlog/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { expectProblem } from './expect-problem.ts';
import { type AttackedProduct, startAttacked } from './start-attacked.ts';

let attacked: AttackedProduct;
let port: number;
beforeAll(async () => {
  attacked = await startAttacked();
  ({ port } = attacked.attacked);
}, 180_000);
afterAll(async () => {
  await attacked.stop();
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Every text that differs from a token by one bit of its bytes. */
const bitFlips = (token: string): string[] => {
  const bytes = Buffer.from(token, 'base64url');
  return Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return flipped.toString('base64url');
  });
};

const prefixes = (token: string): string[] =>
  Array.from({ length: token.length }, (_, length) => token.slice(0, length));

/** Other spellings of the same bytes, which a lenient decoder takes for the token itself. */
const respellings = (token: string): string[] => [
  `${token}=`,
  `${token}==`,
  `${token}A`,
  ` ${token}`,
  `${token}\n`,
  `${token.slice(0, 9)}\n${token.slice(9)}`,
  Buffer.from(token, 'base64url').toString('base64').replace(/=+$/, '').replace(/^/, '+'),
  Buffer.from(token, 'base64url').toString('hex'),
  token + token,
];

const refusedBy = async (parameter: string, token: string): Promise<void> => {
  const query = `${parameter}=${encodeURIComponent(token)}`;
  const code = parameter === 'cursor' ? 'cursor_invalid' : 'position_invalid';
  const reply = await ask(port, { target: `/v1/trending?${query}` });
  expectProblem(reply, 400, [`${parameter} ${code}`]);
};

// Seen to fail when the tag is not checked, and when the decoder's leniency is let through.
describe('a token that is not byte for byte what the product gave is refused by its name', () => {
  const each = async (
    parameter: 'position' | 'after' | 'cursor',
    forged: (token: string) => string[],
  ) => {
    const { positions, cursors } = attacked.attacked;
    const token = parameter === 'cursor' ? cursors[0] : positions[0];
    const all = forged(token).filter((text) => text !== token);
    expect(all.length).toBeGreaterThan(5);
    // An eighth of many keeps the table short; which eighth differs by parameter.
    const step = all.length > 100 ? 13 : 1;
    for (const text of all.filter((_, at) => at % step === 0)) await refusedBy(parameter, text);
  };
  test.each(['position', 'after', 'cursor'] as const)('%s, a bit flipped', async (parameter) => {
    await each(parameter, bitFlips);
  });
  test.each(['position', 'after', 'cursor'] as const)('%s, cut', async (parameter) => {
    await each(parameter, prefixes);
  });
  test.each(['position', 'after', 'cursor'] as const)('%s, respelled', async (parameter) => {
    await each(parameter, respellings);
  });
  test.each(['position', 'after', 'cursor'] as const)('%s, invented', async (parameter) => {
    await each(parameter, () => [
      ...['AAAA', '__proto__', 'null', '{}', '0', '%00', '../../secret', "' OR 1=1"],
      ...[1, 29, 30, 64, 4_095, 4_096, 4_097, 9_000].map((length) =>
        ALPHABET.repeat(200).slice(0, length),
      ),
    ]);
  });
});

describe('a token in the place of another is refused', () => {
  test('a cursor as a position, and a position as a cursor', async () => {
    const { positions, cursors } = attacked.attacked;
    await refusedBy('position', cursors[0]);
    await refusedBy('after', cursors[0]);
    await refusedBy('cursor', positions[0]);
  });

  test('what covers an append as a position to read at', async () => {
    await refusedBy('position', attacked.attacked.positions[2] ?? '');
  });

  test('a cursor of another list, by the name of what differs', async () => {
    const [cursor, ofTop = ''] = attacked.attacked.cursors;
    const day = await ask(port, { target: `/v1/lists/${attacked.attacked.day}?cursor=${cursor}` });
    expectProblem(day, 400, ['cursor cursor_mismatch']);
    const top = await ask(port, { target: `/v1/trending?algorithm=trending&cursor=${ofTop}` });
    expectProblem(top, 400, ['algorithm cursor_mismatch']);
  });
});

const vote = JSON.stringify({ type: 'item.viewed', id: 'by-key', subject: 'fuzz/0' });
const write = async (authorization: string | null) =>
  await ask(port, {
    ...{ method: 'POST', target: '/v1/events', body: vote },
    headers: {
      'Content-Type': 'application/json',
      ...(authorization === null ? {} : { Authorization: authorization }),
    },
  });

// Seen to fail when only the beginning of a key is compared.
describe('a key that is not exactly one of ours lets nothing in', () => {
  test.each<[string, (key: string) => string | null]>([
    ['none', () => null],
    ['empty', () => ''],
    ['only the scheme', () => 'Bearer'],
    ['another scheme', (key) => `Basic ${Buffer.from(`a:${key}`).toString('base64')}`],
    ['no scheme', (key) => key],
    ['cut by one', (key) => `Bearer ${key.slice(0, -1)}`],
    ['longer by one', (key) => `Bearer ${key}A`],
    ['in capitals', (key) => `Bearer ${key.toUpperCase()}`],
    ['one letter changed', (key) => `Bearer ${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`],
    ['twice', (key) => `Bearer ${key}, Bearer ${key}`],
    ['quoted', (key) => `Bearer "${key}"`],
    ['in Latin-1', (key) => `Bearer ${key}\xff`],
    ['ten thousand letters', () => `Bearer ${'a'.repeat(10_000)}`],
    ['of Object.prototype', () => 'Bearer __proto__'],
  ])('%s', async (_name, header) => {
    const reply = await write(header(attacked.attacked.keys.write));
    expectProblem(reply, 401, []);
    expect(reply.headers['www-authenticate']).toBe('Bearer');
  });

  test('one that may only read is told which scope it lacks', async () => {
    const reply = await write(`Bearer ${attacked.attacked.keys.read}`);
    expectProblem(reply, 403, []);
    expect(reply.headers['www-authenticate']).toContain('scope="write"');
  });

  test('and the right one does, which closes the table', async () => {
    const reply = await write(`Bearer ${attacked.attacked.keys.write}`);
    expect(reply.status).toBe(202);
    const { position } = ingestReply.parse(JSON.parse(reply.body));
    const item = await ask(port, { target: `/v1/items/fuzz%2F0?after=${position}` });
    expect(itemReply.parse(JSON.parse(item.body)).views).toBe(1);
  });
});
