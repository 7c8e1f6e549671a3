import { nastyTitles } from '@emberlog/testing';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServedEngine, type ServedEngine } from '../testing/served-engine.ts';

let served: ServedEngine;

beforeAll(async () => {
  served = await openServedEngine();
});

afterAll(async () => {
  await served.close();
});

describe('what monitors ask', () => {
  test.each(['/ping', '/', '/replicas_status'])('%s answers Ok.', async (path) => {
    const response = await fetch(`${served.url}${path}`);
    expect([response.status, await response.text()]).toEqual([200, 'Ok.\n']);
  });
});

describe('an answer', () => {
  test('has the format of the statement, else of the request, else tabs', async () => {
    const sql = 'SELECT 1 AS a, 2 AS b';
    const formats = [
      await served.ask(sql),
      await served.ask(sql, { default_format: 'CSV' }),
      await served.ask(sql, {}, { 'X-ClickHouse-Format': 'JSONEachRow' }),
      await served.ask(`${sql} FORMAT JSONCompactEachRow`, { default_format: 'CSV' }),
    ];
    expect(formats.map(({ text }) => text)).toEqual([
      '1\t2\n',
      '1,2\n',
      '{"a":1,"b":2}\n',
      '[1, 2]\n',
    ]);
    expect(formats.map(({ headers }) => headers.get('x-clickhouse-format'))).toEqual([
      'TabSeparated',
      'CSV',
      'JSONEachRow',
      'JSONCompactEachRow',
    ]);
  });

  test('names its statement and counts rows', async () => {
    const { headers, summary } = await served.ask('SELECT number FROM numbers(7) FORMAT JSON', {
      query_id: 'mine',
    });
    expect(headers.get('x-clickhouse-query-id')).toBe('mine');
    expect(summary).toMatchObject({ read_rows: '7', result_rows: '7', written_rows: '0' });
  });

  test('is packed where the client asks for it twice', async () => {
    const packed = { 'Accept-Encoding': 'gzip' };
    const sql = 'SELECT number FROM numbers(9999)';
    const asked = await served.ask(sql, { enable_http_compression: '1' }, packed);
    const plain = await served.ask(sql, {}, packed);
    expect(asked.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(asked.text).toBe(plain.text);
  });
});

describe('a statement', () => {
  test('comes by URL, as the body, packed, or as a form', async () => {
    const form = new FormData();
    form.set('query', 'SELECT length({x:String})');
    form.set('param_x', '\uFEFFé');
    const byUrl = await fetch(`${served.url}/?query=SELECT%201`);
    expect(await byUrl.text()).toBe('1\n');
    expect((await served.ask('SELECT 2')).text).toBe('2\n');
    expect((await served.ask(gzipSync('SELECT 3'), {}, { 'Content-Encoding': 'gzip' })).text).toBe(
      '3\n',
    );
    // Seen to fail when a mark at the beginning is dropped, as the platform's own reader does.
    expect((await served.ask(form)).text).toBe('5\n');
  });

  test('runs in the database it names', async () => {
    expect((await served.ask('SELECT count() FROM one', { database: 'system' })).text).toBe('1\n');
  });

  test('may have 60 MiB, and as much in one string', async () => {
    await served.ask('CREATE TABLE long (a String) ENGINE = MergeTree ORDER BY tuple()');
    const rows = `${JSON.stringify({ a: 'x'.repeat(1_000) })}\n`.repeat(60_000);
    const sql = `INSERT INTO long SELECT a FROM format(JSONEachRow, 'a String', $$${rows}$$) WHERE NOT throwIf(0)`;
    expect(await served.ask(sql)).toMatchObject({ status: 200, text: '' });
    expect((await served.ask('SELECT count(), sum(length(a)) FROM long')).text).toBe(
      '60000\t60000000\n',
    );
  });
});

// Seen to fail with one connection for all.
test('nothing of one request is left for the next', async () => {
  const first = await served.ask(
    "SELECT getSetting('max_threads'), {x:String}, currentDatabase(), getSetting('readonly')",
    { max_threads: '3', param_x: 'mine', database: 'system', readonly: '2' },
  );
  expect(first.text).toBe('3\tmine\tsystem\t2\n');
  await served.ask('SET max_threads = 3');
  for (let n = 0; n < 20; n += 1) {
    const { text } = await served.ask(
      "SELECT getSetting('max_threads') = 3, currentDatabase(), getSetting('readonly')",
    );
    expect(text).toBe('0\tdefault\t0\n');
  }
  const lacking = await served.ask('SELECT {x:String}');
  expect([lacking.status, lacking.headers.get('x-clickhouse-exception-code')]).toEqual([
    400,
    '456',
  ]);
});

test.each(nastyTitles)('%j comes back as a parameter and as a row', async (title) => {
  await served.ask('CREATE OR REPLACE TABLE nasty (a String) ENGINE = MergeTree ORDER BY a');
  const escaped = title.replace(/[\\\t\n\r]/g, (char) => JSON.stringify(char).slice(1, -1));
  const form = new FormData();
  form.set('param_x', escaped);
  form.set('query', 'SELECT {x:String} AS a FORMAT JSONEachRow');
  const back = await served.ask(form);
  expect(JSON.parse(back.text)).toEqual({ a: title });
  const row = JSON.stringify({ a: title });
  const insert = await served.ask(`\n\n${row}\n\n${row}\n`, {
    query: 'INSERT INTO nasty FORMAT JSONEachRow',
  });
  expect(insert.summary).toMatchObject({ written_rows: '2' });
  await served.ask(`INSERT INTO nasty FORMAT JSONEachRow\n${row}`);
  const { text } = await served.ask('SELECT a FROM nasty FORMAT JSONEachRow');
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([{ a: title }, { a: title }, { a: title }]);
});

// Seen to fail with eight lanes for writes.
test('writes run one after another, whoever sends them', async () => {
  await served.ask('CREATE TABLE one (a UInt8) ENGINE = MergeTree ORDER BY a');
  const sql = 'INSERT INTO one SELECT sleep(0.1) FROM numbers(3) SETTINGS max_block_size = 1';
  const writing = Promise.all([1, 2, 3].map(async () => await served.ask(sql)));
  const ended = new AbortController();
  void writing.finally(() => {
    ended.abort();
  });
  const seen: number[] = [];
  while (!ended.signal.aborted) {
    const { text } = await served.ask(
      "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO one%'",
    );
    seen.push(Number(text));
  }
  expect((await writing).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(Math.max(...seen)).toBe(1);
});

// Seen to fail with the rows left in the text: the engine ran what follows the blank line.
test('rows run no statement', async () => {
  await served.ask('CREATE TABLE kept (a String) ENGINE = MergeTree ORDER BY a');
  const rows = 'first\n\nDROP TABLE kept;\n';
  await served.ask(`INSERT INTO kept FORMAT TabSeparated\n${rows}`);
  await served.ask(rows, { query: 'INSERT INTO kept FORMAT TabSeparated' });
  expect((await served.ask('SELECT count() FROM kept')).text).toBe('6\n');
});
