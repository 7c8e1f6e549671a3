import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOperated, type OperatedProduct } from './operated-product.ts';
import { poison } from './poison.ts';

let product: OperatedProduct;

beforeAll(async () => {
  product = await startOperated();
  await product.appendRaw([poison(0), poison(1)]);
});
afterAll(async () => {
  await product.close();
});

const doctor = async (...flags: string[]) =>
  await product.emberlog('doctor', '--data-dir', join(product.directory, '.emberlog'), ...flags);

// Seen to fail when a thorough check is asked for without its name, and left out.
test('a doctor who finds all in order says so of everything that was looked at', async () => {
  const quick = await doctor();
  expect(quick.code).toBe(0);
  expect(quick.stdout.split('\n')).toContain('ok      lag');
  expect(quick.stdout).not.toContain('offsets of votes');
  const whole = await doctor('--thorough', '--json');
  expect(whole.code).toBe(0);
  const { checks } = JSON.parse(whole.stdout) as { checks: { name: string; level: string }[] };
  expect(checks.filter(({ level }) => level !== 'ok')).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['offsets of votes', 'files of dead_letters', 'counts of votes']),
  );
  expect(checks.length).toBeGreaterThan(quick.stdout.trim().split('\n').length);
});
