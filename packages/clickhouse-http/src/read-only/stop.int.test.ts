import { waitUntil } from '@emberlog/testing';
import { expect, test } from 'vitest';
import { openServedSqlPort } from '../testing/served-sql-port.ts';

// Seen to fail, by SIGSEGV, when the engine is closed under what runs.
test('a stop ends what runs, and tells it', async () => {
  const stopping = await openServedSqlPort({ closeDeadlineMs: 10 });
  const asking = stopping.ask('SELECT sum(sipHash64(number)) FROM numbers(1000000000000)');
  await waitUntil(() => stopping.queries.list()[0]?.state === 'running', { what: 'it to run' });
  const closed = stopping.close();
  expect(await asking).toMatchObject({
    status: 500,
    text: expect.stringMatching(
      /^Code: 394\. .*the server stops\. \(QUERY_WAS_CANCELLED\)\n$/,
    ) as string,
  });
  await closed;
  await expect(fetch(stopping.url)).rejects.toThrow();
});
