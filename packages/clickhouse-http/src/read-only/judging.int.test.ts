import { waitUntil } from '@emberlog/testing';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGovernor } from '../testing/open-governor.ts';
import { asUser, openServedSqlPort, type ServedSqlPort } from '../testing/served-sql-port.ts';

const ENDLESS = 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)';

let served: ServedSqlPort;

beforeAll(async () => {
  served = await openServedSqlPort({
    limits: { runMs: 2_000 },
    // Asks the engine what takes for ever.
    governor: {
      ...openGovernor,
      judge: async (sql, connection) => {
        await connection.run(ENDLESS);
        return await openGovernor.judge(sql, connection);
      },
    },
  });
});
afterAll(async () => {
  await served.close();
});

const ended = async (): Promise<void> => {
  await waitUntil(() => served.queries.list().length === 0, { what: 'the engine to let go' });
};

// Seen to fail while only the question itself was ended.
test('what the engine does to judge a question is ended by the watchdog', async () => {
  expect(await served.ask('SELECT 1')).toMatchObject({ status: 408 });
  await ended();
});

test('what the engine does to judge a question is ended when its client goes away', async () => {
  const client = request(served.url, { method: 'POST', headers: asUser('analyst') });
  client.on('error', () => undefined);
  client.end('SELECT 1');
  await waitUntil(() => served.queries.list()[0]?.state === 'running', { what: 'it to run' });
  client.destroy();
  await ended();
});
