import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { call } from '../testing/call.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'emberlog-keys-'));
  file = join(directory, 'keys.json');
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const keys = async (...argv: string[]) => await call({}, 'keys', ...argv, '--file', file);
const stored = async () =>
  JSON.parse(await readFile(file, 'utf8')) as { id: string; scopes: string[]; sha256: string }[];

test('a key that is made is shown once, and the file holds its hash only', async () => {
  const { code, stdout } = await keys('create', '--scope', 'read,sql', '--id', 'dashboard');
  expect(code).toBe(0);
  const key = stdout.trim();
  expect(key).toMatch(/^el_[\w-]{43}$/);
  const sha256 = createHash('sha256').update(key).digest('hex');
  expect(await stored()).toEqual([{ id: 'dashboard', scopes: ['read', 'sql'], sha256 }]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(directory)).toEqual(['keys.json']);
  expect((await keys('list')).stdout).toContain('dashboard  read, sql');
});

test('the file stays the same one, for a container that has it mounted', async () => {
  await keys('create', '--scope', 'read', '--id', 'a');
  const before = (await stat(file)).ino;
  await keys('create', '--scope', 'write', '--id', 'b');
  await keys('revoke', 'a');
  expect((await stat(file)).ino).toBe(before);
  expect((await stored()).map(({ id }) => id)).toEqual(['b']);
});

test('an id that is taken, one that is not there, and another file change nothing', async () => {
  await keys('create', '--scope', 'read', '--id', 'a');
  const before = await readFile(file, 'utf8');
  expect((await keys('create', '--scope', 'read', '--id', 'a')).code).toBe(5);
  expect((await keys('revoke', 'b')).code).toBe(4);
  expect((await keys('revoke', 'a', '--dry-run')).code).toBe(0);
  expect((await keys('create', '--scope', 'read', '--id', 'a', '--dry-run')).code).toBe(5);
  expect(await readFile(file, 'utf8')).toBe(before);
  await writeFile(file, '{"write":"clear"}');
  expect((await keys('create', '--scope', 'read')).code).toBe(2);
  expect(await readFile(file, 'utf8')).toBe('{"write":"clear"}');
});
