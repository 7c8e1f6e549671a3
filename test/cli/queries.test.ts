import { waitUntil } from '@emberlog/testing';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOperated, type OperatedProduct } from './operated-product.ts';

const ENDLESS =
  "SELECT count() FROM numbers(3000000) AS a CROSS JOIN numbers(3000000) AS b WHERE a.number * b.number % 7 = 1 AND 'Ada' != ''";

let product: OperatedProduct;

beforeAll(async () => {
  product = await startOperated();
});
afterAll(async () => {
  await product.close();
});

const emberlog = async (...argv: string[]) =>
  await product.emberlog(...argv, '--data-dir', join(product.directory, '.emberlog'));

test('what an analyst asks is shown to operators, who can end it', async () => {
  expect((await emberlog('queries')).stdout).toBe('nothing is asked\n');
  const asking = fetch(`${product.sqlUrl}/?query_id=nightly-report`, {
    ...{ method: 'POST', body: ENDLESS },
    headers: { 'X-ClickHouse-Key': (await product.keys())['sql'] ?? '' },
  });
  const shown = await waitUntil(
    async () => {
      const { stdout } = await emberlog('queries');
      return /^nightly-report +sql +running /m.test(stdout) ? stdout : null;
    },
    { what: 'the question to run' },
  );
  expect(shown).toContain("a.number * b.number % 7 = 1 AND '…' !=");
  expect((await emberlog('queries', 'kill', 'another')).code).toBe(4);
  expect(await emberlog('queries', 'kill', 'nightly-report')).toMatchObject({
    code: 0,
    stdout: 'nightly-report is ended\n',
  });
  const told = await asking;
  expect([told.status, await told.text()]).toEqual([
    500,
    'Code: 394. DB::Exception: Query was cancelled: an operator ended it. (QUERY_WAS_CANCELLED)\n',
  ]);
  await waitUntil(async () => (await emberlog('queries')).stdout === 'nothing is asked\n', {
    what: 'the engine to let go',
  });
});
