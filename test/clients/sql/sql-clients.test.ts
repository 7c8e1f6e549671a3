import { randomUUID } from 'node:crypto';
import { SQL_QUESTIONS } from '@emberlog/clickhouse';
import { notRunHere } from '@emberlog/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accept, publish, vote } from '../../system/round-trips.ts';
import { startSite, type StartedSite } from '../start-site.ts';
import { clickhouseClient } from './clickhouse-client.ts';
import { clickhouseConnect, clickhouseJdbc } from './program-clients.ts';
import type { SqlClient, Told } from './sql-client.ts';

const NOW = Date.UTC(2026, 0, 20, 12);
const MILLION = 1_000_000;

let site: StartedSite;

beforeAll(async () => {
  site = await startSite(NOW);
  const papers = Array.from({ length: 5 }, (_, n) =>
    publish(`2601.1000${n}`, { title: `Paper ${n} é`, organization: { name: `org-${n % 2}` } }),
  );
  const votes = Array.from({ length: 30 }, (_, n) => vote(`2601.1000${n % 4}`, `reader-${n}`));
  const position = await accept(site, ...papers, ...votes);
  await fetch(`${site.url}/v1/trending?after=${position}`);
});
afterAll(async () => await site.stop());

const clients = [clickhouseClient, await clickhouseConnect(), await clickhouseJdbc()];
const isHere = ({ name, missing }: SqlClient): boolean =>
  missing === null || notRunHere(`The tests of the SQL port with ${name} do not run: ${missing}.`);

const rowsOf = (told: Told | undefined): unknown =>
  told !== undefined && 'rows' in told ? told.rows : told;

const TYPED = `SELECT toUInt8(1) AS number, 'é' AS text, CAST(NULL AS Nullable(String)) AS nothing,
  [1, 2] AS list, toDateTime64('2026-01-20 12:00:00', 3, 'UTC') AS moment, toDate('2026-01-20') AS day`;

describe.each(clients.filter(isHere))('$name', ({ ask, bound }) => {
  const asking = () => ({ url: site.sqlUrl, key: site.keys['sql'] ?? '' });

  test.each([true, false])('gets what it asks for; packed: %s', async (compress) => {
    const [typed, parameters, votes, million] = await ask(
      { ...asking(), compress },
      TYPED,
      `bind:${bound}`,
      'SELECT item, count() AS votes FROM votes GROUP BY item ORDER BY item',
      `sum:SELECT number FROM numbers(${MILLION})`,
    );
    expect(rowsOf(typed)).toEqual([[1, 'é', null, [1, 2], '2026-01-20T12:00:00Z', '2026-01-20']]);
    expect(rowsOf(parameters)).toEqual([["it's \\ é", 4]]);
    expect(rowsOf(votes)).toEqual([
      ['2601.10000', 8],
      ['2601.10001', 8],
      ['2601.10002', 7],
      ['2601.10003', 7],
    ]);
    expect(rowsOf(million)).toEqual([[MILLION, (MILLION * (MILLION - 1)) / 2]]);
  });

  test('runs every worked question', async () => {
    const told = await ask(asking(), ...SQL_QUESTIONS.map(({ sql }) => sql));
    expect(told.filter((each) => 'error' in each)).toEqual([]);
    expect(told).toHaveLength(SQL_QUESTIONS.length);
  });

  test('is told why not, and nothing of what is behind the views', async () => {
    const told = await ask(
      asking(),
      'SELECT * FROM emberlog.votes',
      'SELECT nothing_such FROM items',
      'SELECT 1 SETTINGS max_threads = 8',
      'SELECT sum(number) FROM numbers(100000000)',
    );
    expect(told).toMatchObject([
      { error: expect.stringMatching(/the statement failed|does not exist|Unknown/) as string },
      { error: expect.stringContaining('nothing_such') as string },
      { error: expect.stringContaining('SETTINGS') as string },
      { error: expect.stringContaining('rows') as string },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/actor|kp|Maybe you meant.*emberlog/);
  });

  test('is told what is wrong with its key', async () => {
    const made = await site.admin.createKey({ id: `gone-${randomUUID()}`, scopes: ['sql'] });
    const { url } = asking();
    expect(rowsOf((await ask({ url, key: made.key }, 'SELECT 1'))[0])).toEqual([[1]]);
    await site.admin.revokeKey(made.id);
    const said = async (key: string) => (await ask({ url, key }, 'SELECT 1'))[0];
    const unknown = { error: expect.stringContaining('Authentication failed') as string };
    expect(await said('el_wrong')).toMatchObject(unknown);
    expect(await said(made.key)).toMatchObject(unknown);
    expect(await said(site.keys['write'] ?? '')).toMatchObject({
      error: expect.stringContaining('lacks the scope sql') as string,
    });
  });
});
