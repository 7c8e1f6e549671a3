import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDashboard } from '../testing/start-dashboard.ts';
import { SQL_KEY, startStandInSqlPort, type StandInSqlPort } from '../testing/stand-in-sql-port.ts';

let port: StandInSqlPort;
let app: ReturnType<typeof startDashboard>['app'];
beforeAll(async () => {
  port = await startStandInSqlPort();
  app = startDashboard({ sqlUrl: () => port.url, sqlDocs: '/docs/sql' }).app;
});
afterAll(async () => await port.close());

const ask = async (
  form: string,
  sql: string,
  { key = SQL_KEY, ...more }: { readonly key?: string; readonly signal?: AbortSignal } = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  await app.request(`/sql/${form}`, {
    method: 'POST',
    body: sql,
    headers: { Authorization: `Bearer ${key}`, 'Sec-Fetch-Site': 'same-origin', ...headers },
    ...more,
  });

test('the page holds no key, and its form sends nothing by itself', async () => {
  const reply = await app.request('/sql');
  const page = await reply.text();
  expect(reply.headers.get('Content-Security-Policy')).toContain("default-src 'self'");
  expect(page).toContain('href="/docs/sql"');
  expect(page).not.toMatch(/ name="(?!viewport|color-scheme|description)/);
  expect(page).not.toMatch(/ (style|on\w+)="|<style|<script(?! type="module" src="\/)/);
});

test('a statement goes to the port with its key, and the answer comes back', async () => {
  const reply = await ask('table', 'SELECT hour');
  expect([reply.status, reply.headers.get('Content-Type')]).toEqual([200, 'application/json']);
  expect(await reply.json()).toHaveProperty('data');
  expect(port.asked.at(-1)).toEqual({
    sql: 'SELECT hour',
    key: SQL_KEY,
    parameters: {
      default_format: 'JSONCompact',
      output_format_json_quote_64bit_integers: '1',
      limit: '1001',
    },
  });
  const csv = await ask('csv', 'SELECT hour');
  expect(csv.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
  expect(port.asked.at(-1)?.parameters).toEqual({ default_format: 'CSVWithNames' });
});

// Seen to fail when the type of the port's answer is handed on: it would be a page of ours.
test('what a statement formats as a page by itself is text', async () => {
  const reply = await ask('table', 'SELECT 1 FORMAT HTML');
  expect(reply.headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
  expect(reply.headers.get('X-Content-Type-Options')).toBe('nosniff');
});

// Seen to fail when it is handed on: a file named answer.csv held a page.
test('what a statement formats by itself is not downloaded as CSV', async () => {
  const reply = await ask('csv', 'SELECT 1 FORMAT HTML');
  expect(reply.status).toBe(400);
  expect(await reply.json()).toMatchObject({ errors: [{ code: 'format_named' }] });
});

test('a key that is refused is said in the words of the port, without asking the browser for one', async () => {
  const reply = await ask('table', 'SELECT 1', { key: 'other' });
  expect(reply.status).toBe(401);
  expect(reply.headers.get('WWW-Authenticate')).toBeNull();
  expect(await reply.text()).toContain('AUTHENTICATION_FAILED');
});

test('a question that nobody waits for is given up', async () => {
  const controller = new AbortController();
  const begun = port.asked.length;
  const reply = ask('table', 'SELECT sleep(3)', { signal: controller.signal });
  await expect.poll(() => port.asked.length).toBeGreaterThan(begun);
  controller.abort();
  await reply.catch(() => undefined);
  await port.givenUp;
});

test('other sites cannot ask, and long statements are refused', async () => {
  const foreign = await ask('table', 'SELECT 1', {}, { 'Sec-Fetch-Site': 'cross-site' });
  expect(foreign.status).toBe(403);
  expect((await ask('table', 'x'.repeat(300_000))).status).toBe(413);
});

test('without a port there is no page, and a port that is gone is said to be', async () => {
  const without = startDashboard().app;
  expect((await without.request('/sql')).status).toBe(404);
  const gone = startDashboard({ sqlUrl: () => 'http://127.0.0.1:1' }).app;
  const reply = await gone.request('/sql/table', { method: 'POST', body: 'SELECT 1' });
  expect(reply.status).toBe(503);
});
