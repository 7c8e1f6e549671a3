import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { NASTY_TITLE } from './testing/sample-papers.ts';
import { startDashboard } from './testing/start-dashboard.ts';

describe('every page', () => {
  test.each(['/', '/trending', '/?date=never', '/?date=2025-12-06'])(
    '%s loads nothing from elsewhere and holds no inline script, style or key',
    async (path) => {
      const response = await startDashboard({ demo: true, subscriptions: true }).app.request(path);
      const page = await response.text();
      expect(response.headers.get('Content-Security-Policy')).toBe(
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
      );
      expect(response.headers.get('Referrer-Policy')).toBe('same-origin');
      expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(response.headers.get('Cache-Control')).toBe('private, no-cache');
      expect(page).not.toMatch(/ (style|on\w+)="|<style|<script(?! type="module" src="\/)/);
      expect(page).not.toMatch(/(src|href)="(?!\/|https:\/\/papers\.example)/);
      expect(page).not.toContain('el_secret_write_key');
    },
  );

  test('escapes and isolates what strangers wrote', async () => {
    const page = await (await startDashboard().app.request('/')).text();
    expect(NASTY_TITLE).toContain('<img src=x');
    expect(page).not.toContain('<img');
    expect(page).toContain('dir="auto">&lt;img src=x onerror=alert(1)&gt;');
    expect(page).toContain(
      'aria-label="Upvote &lt;img src=x onerror=alert(1)&gt; &quot;quoted&quot;',
    );
  });
});

describe('the files of a page', () => {
  test('are small, named by their content and cached for ever', async () => {
    const { app } = startDashboard({ subscriptions: true });
    const page = await (await app.request('/')).text();
    const paths = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(paths).toHaveLength(3);
    let bytes = page.length;
    for (const path of paths) {
      const file = await app.request(path ?? '');
      expect(file.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
      bytes += (await file.text()).length;
    }
    expect(bytes).toBeLessThan(100_000);
  });
});

test('the headers of pages stay with the pages when other services share the address', async () => {
  const { app } = startDashboard();
  app.route(
    '/',
    new Hono().get('/v1/things', (c) => c.json({})),
  );
  const reply = await app.request('/v1/things');
  expect(reply.status).toBe(200);
  expect(reply.headers.get('Content-Security-Policy')).toBeNull();
  expect(reply.headers.get('Cache-Control')).toBeNull();
});
