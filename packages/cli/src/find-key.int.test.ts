import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from './exit-code.ts';
import { findKey } from './find-key.ts';

const LOCAL = 'http://127.0.0.1:8787';
let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'emberlog-keys-'));
  await writeFile(join(dataDir, 'keys.json'), '{"write":"w","import":"i","admin":"a"}');
});
afterAll(async () => await rm(dataDir, { recursive: true }));

const find = async (over: Partial<Parameters<typeof findKey>[0]> = {}): Promise<string> =>
  await findKey({ key: undefined, env: {}, dataDir, url: LOCAL, scope: 'import', ...over });

describe('the key', () => {
  test('is the one given, else that of the environment, else that of this machine and the scope', async () => {
    const env = { EMBERLOG_API_KEY: 'from-env' };
    expect(await find({ key: 'given', env })).toBe('given');
    expect(await find({ env })).toBe('from-env');
    expect(await find()).toBe('i');
    expect(await find({ url: 'http://localhost:8787' })).toBe('i');
    expect(await find({ url: 'http://[::1]:8787' })).toBe('i');
    expect(await find({ scope: 'admin' })).toBe('a');
  });

  test.each([
    'https://example.org',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
  ])('of this machine is not sent to %s', async (url) => {
    await expect(find({ url })).rejects.toThrow(UsageError);
    expect(await find({ url, key: 'given' })).toBe('given');
  });

  test('that is nowhere is asked for', async () => {
    await expect(find({ dataDir: join(dataDir, 'none') })).rejects.toThrow('no key: give one');
  });
});
