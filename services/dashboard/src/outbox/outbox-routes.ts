import type { HttpEnv } from '@emberlog/service-kit';
import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import { createMiddleware } from 'hono/factory';
import { pageHeaders } from '../page-headers.ts';
import { keptMailPage } from '../pages/kept-mail-page.tsx';
import type { AssetPaths } from '../pages/layout.tsx';
import { noticePage } from '../pages/notice-page.tsx';
import { outboxPage } from '../pages/outbox-page.tsx';
import { onlyLocal } from './is-local.ts';
import { openMailFiles, readMessage } from './mail-files.ts';

export type OutboxRoutesOptions = {
  /** Where messages are kept as `.eml`. */
  readonly directory: string;
  readonly assets: AssetPaths;
};

const SHOWN_MAILS = 200;

/** Whoever wrote the HTML of a message: it runs nothing, asks nobody, and stands in our pages alone. */
const HTML_POLICY = [
  ...["default-src 'none'", "style-src 'unsafe-inline'", "base-uri 'none'", "form-action 'none'"],
  ...["frame-ancestors 'self'", 'sandbox'],
].join('; ');

/** `GET /mail`, `/mail/{file}`, `/mail/{file}/html`, `/mail/{file}/raw`, for this machine only. */
export const outboxRoutes = ({ directory, assets }: OutboxRoutesOptions): Hono<HttpEnv> => {
  const files = openMailFiles(directory);
  const routes = new Hono<HttpEnv>();

  routes.get(
    '/mail',
    onlyLocal,
    pageHeaders,
    keepNothing,
    compress(),
    async (c) => await c.html(outboxPage({ ...(await files.newest(SHOWN_MAILS)), assets })),
  );
  routes.get('/mail/:file', onlyLocal, pageHeaders, keepNothing, compress(), async (c) => {
    const file = c.req.param('file');
    const bytes = await files.read(file);
    if (bytes === null) return await gone(c, assets);
    return await c.html(keptMailPage({ file, message: await readMessage(bytes), assets }));
  });
  routes.get('/mail/:file/html', onlyLocal, keepNothing, async (c) => {
    const bytes = await files.read(c.req.param('file'));
    const html = bytes === null ? null : (await readMessage(bytes))?.html;
    const policy = {
      'Content-Security-Policy': HTML_POLICY,
      'X-Frame-Options': 'SAMEORIGIN',
      'Referrer-Policy': 'no-referrer',
    };
    return c.html(html ?? '', html === null || html === undefined ? 404 : 200, policy);
  });
  routes.get('/mail/:file/raw', onlyLocal, pageHeaders, keepNothing, async (c) => {
    const file = c.req.param('file');
    const bytes = await files.read(file);
    if (bytes === null) return await gone(c, assets);
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': 'message/rfc822',
      'Content-Disposition': `attachment; filename="${file}"`,
    });
  });
  return routes;
};

/** Messages hold links that act for their reader: no copy stays in a browser. */
const keepNothing = createMiddleware(async (c, next) => {
  c.header('Cache-Control', 'no-store');
  await next();
});

const gone = (c: Context, assets: AssetPaths) =>
  c.html(
    noticePage({
      assets,
      title: 'There is no such mail',
      sentence: 'It may have been removed from the outbox.',
      link: { href: '/mail', words: 'To the outbox' },
    }),
    404,
  );
