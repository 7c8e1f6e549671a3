import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compressedBlock, uncompressedBlocks } from '../compression/compressed-blocks.ts';
import { asUser, openServedSqlPort, type ServedSqlPort } from '../testing/served-sql-port.ts';

let served: ServedSqlPort;

beforeAll(async () => {
  served = await openServedSqlPort();
});

afterAll(async () => {
  await served.close();
});

describe('what monitors ask needs no key', () => {
  test.each(['/ping', '/', '/replicas_status'])('%s answers Ok.', async (path) => {
    const response = await fetch(`${served.url}${path}`);
    expect([response.status, await response.text()]).toEqual([200, 'Ok.\n']);
  });

  test('and there is no page of a playground', async () => {
    expect((await fetch(`${served.url}/play`)).status).toBe(404);
  });
});

const SQL = 'SELECT {a:UInt8} + 1 AS sum';

describe('a question comes', () => {
  test('by GET, as the body, by both, and as a form', async () => {
    const headers = asUser('analyst');
    const asked = `${served.url}/?query=${encodeURIComponent(SQL)}&param_a=1`;
    expect(await (await fetch(asked, { headers })).text()).toBe('2\n');
    expect((await served.ask(SQL, { param_a: '2' })).text).toBe('3\n');
    expect((await served.ask('+ 1', { query: 'SELECT 1' })).text).toBe('2\n');
    const form = new FormData();
    form.set('query', SQL);
    form.set('param_a', '3');
    expect((await served.ask(form)).text).toBe('4\n');
  });

  test.each([
    ['gzip', gzipSync('SELECT 7')],
    ['deflate', deflateSync('SELECT 7')],
    ['br', brotliCompressSync('SELECT 7')],
  ])('packed by %s', async (coding, body) => {
    expect(await served.ask(body, {}, { 'Content-Encoding': coding })).toMatchObject({
      text: '7\n',
    });
  });

  test('in compressed blocks', async () => {
    const body = await compressedBlock(Buffer.from('SELECT 8'));
    expect(await served.ask(body, { decompress: '1' })).toMatchObject({ text: '8\n' });
  });

  test('with what clients insist on, and nothing of it stays', async () => {
    const asked = { session_id: 's', session_timeout: '60', database: 'default', quota_key: 'q' };
    expect((await served.ask('SELECT 1', asked)).status).toBe(200);
    expect(await served.ask('SELECT 1', { database: 'emberlog' })).toMatchObject({ status: 404 });
  });
});

describe('an answer', () => {
  test('tells what it is and what it cost', async () => {
    const { headers, summary } = await served.ask('SELECT number FROM numbers(7) FORMAT JSON', {
      query_id: 'mine',
      wait_end_of_query: '1',
      send_progress_in_http_headers: '1',
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-clickhouse-query-id': 'mine',
      'x-clickhouse-format': 'JSON',
      'x-clickhouse-timezone': 'UTC',
      'x-clickhouse-server-display-name': 'emberlog',
    });
    expect(summary).toMatchObject({ read_rows: '7', result_rows: '7', written_rows: '0' });
    expect(JSON.parse(headers.get('x-clickhouse-progress') ?? '')).toEqual(summary);
    const unasked = await served.ask('SELECT 1');
    expect(unasked.headers.get('x-clickhouse-progress')).toBeNull();
  });

  // Seen to fail when a head is said to be absent whatever the format.
  test.each([
    ['CSV', 'text/csv; charset=UTF-8; header=absent'],
    ['CSVWithNames', 'text/csv; charset=UTF-8; header=present'],
    ['CSVWithNamesAndTypes', 'text/csv; charset=UTF-8; header=present'],
    ['TSVWithNames', 'text/tab-separated-values; charset=UTF-8'],
    ['JSONEachRow', 'application/x-ndjson'],
    ['Parquet', 'application/octet-stream'],
  ])('in %s is said to be %s', async (format, type) => {
    const { headers } = await served.ask('SELECT 1', { default_format: format });
    expect(headers.get('content-type')).toBe(type);
  });

  test.each(['gzip', 'deflate', 'br'])('is packed by %s where it is asked for', async (coding) => {
    const sql = 'SELECT number FROM numbers(99999)';
    const asked = { enable_http_compression: '1' };
    const packed = await served.ask(sql, asked, { 'Accept-Encoding': `${coding}, zstd;q=0` });
    expect(packed.headers.get('content-encoding')).toBe(coding);
    expect(packed.text).toBe((await served.ask(sql)).text);
  });

  test('comes in compressed blocks where it is asked for', async () => {
    const sql = 'SELECT number FROM numbers(1000000)';
    const url = `${served.url}/?compress=1&query=${encodeURIComponent(sql)}`;
    const response = await fetch(url, { headers: asUser('analyst') });
    const blocks = Buffer.from(await response.arrayBuffer());
    const rows = (await uncompressedBlocks(blocks, 10_000_000)).toString();
    expect(blocks.length).toBeLessThan(rows.length);
    expect(rows).toBe(Array.from({ length: 1_000_000 }, (_, n) => `${n}\n`).join(''));
  });
});

test('curl asks with a user, with headers, and reads why not', async () => {
  const curl = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)('curl', ['-s', '--noproxy', '*', ...args])).stdout;
  const asked = ['--data-binary', 'SELECT 1 AS one FORMAT JSONEachRow', served.url];
  expect(await curl('-u', 'me:analyst', ...asked)).toBe('{"one":1}\n');
  const headers = ['-H', 'X-ClickHouse-User: me', '-H', 'X-ClickHouse-Key: analyst'];
  expect(await curl(...headers, ...asked)).toBe('{"one":1}\n');
  expect(await curl('-w', '%{http_code}', '-u', 'me:wrong', ...asked)).toMatch(
    /^Code: 516\. DB::Exception: Authentication failed: .* \(AUTHENTICATION_FAILED\)\n403$/,
  );
});
