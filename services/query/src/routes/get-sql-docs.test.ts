import { SQL_QUESTIONS, SQL_VIEWS } from '@emberlog/clickhouse';
import { createHttpApp, createLogger } from '@emberlog/service-kit';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { getSqlDocs } from './get-sql-docs.ts';

const logger = createLogger({ name: 'query', level: 'silent' });
const pageAt = async (url: string, publicUrl: string | null = null): Promise<Response> =>
  await createHttpApp({ logger })
    .get('/docs/sql', getSqlDocs({ publicUrl, sqlPort: 9_123, sqlBox: '/sql' }))
    .request(url);

const plain = (page: string): string =>
  page
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', `'`)
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

test('the page has every view with its columns, and every question with its statement', async () => {
  const text = plain(await (await pageAt('http://localhost:8787/docs/sql')).text());
  for (const { name, columns, takes } of SQL_VIEWS) {
    expect(text).toContain(`id="view-${name}"`);
    for (const { name: column, type } of [...columns, ...takes]) {
      expect(text).toContain(`<code>${column}</code>`);
      expect(text).toContain(`<code>${type}</code>`);
    }
  }
  for (const { name, title, why, sql } of SQL_QUESTIONS) {
    const asked = `href="/sql#sql=${encodeURIComponent(sql)}"`;
    for (const part of [`id="${name}"`, `href="#${name}"`, title, why, sql, plain(asked)]) {
      expect(text).toContain(part);
    }
  }
});

test('links within the page lead somewhere, and no id is there twice', async () => {
  const text = await (await pageAt('http://localhost:8787/docs/sql')).text();
  const all = (pattern: RegExp): readonly string[] =>
    Array.from(text.matchAll(pattern), ([, found = '']) => found);
  const ids = all(/ id="([^"]+)"/g);
  expect(new Set(ids).size).toBe(ids.length);
  expect(all(/href="#([^"]+)"/g).filter((link) => !ids.includes(link))).toEqual([]);
});

// Seen to fail when the style in the page is not to the letter that of the hash.
test('nothing runs or loads but its own style', async () => {
  const reply = await pageAt('http://localhost:8787/docs/sql');
  const text = await reply.text();
  const [, style = ''] = /<style>([^<]*)<\/style>/.exec(text) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(reply.headers.get('Content-Security-Policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(text).not.toMatch(/<script| style="| on\w+=/);
});

test('clients are told the host that readers reach, and the port of the SQL', async () => {
  const asked = await (await pageAt('http://papers.test:8787/docs/sql')).text();
  expect(asked).toContain('http://papers.test:9123');
  const configured = await pageAt('http://localhost/docs/sql', 'https://papers.example/base/');
  expect(await configured.text()).toContain('http://papers.example:9123');
});
