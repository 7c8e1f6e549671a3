import type { HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import type { Site } from '../pages/layout.tsx';
import { pageHeaders } from '../routes/page-headers.ts';
import { archivePage, issuePage } from './archive-pages.tsx';
import { listIssues, readIssue, type ArchiveDeps } from './read-issue.ts';

/** An issue never changes; which are its neighbours does, once a day. */
const CACHED = 'public, max-age=300';

/** `GET /digests`, `/digests/:key` as pages and `GET /v1/digests`, `/v1/digests/:key` as JSON. */
export const createArchiveRoutes = (deps: ArchiveDeps & { readonly site: Site }): Hono<HttpEnv> => {
  const { site } = deps;
  const path = site.path.replace(/\/v1\/subscriptions$/, '/digests');
  const place = { site, path };
  const routes = new Hono<HttpEnv>();
  for (const each of ['/digests', '/digests/*', '/v1/digests', '/v1/digests/*']) {
    routes.use(
      each,
      async (c, next) => {
        await next();
        if (c.res.ok || c.res.status === 304) c.header('Cache-Control', CACHED);
        // Unlike pages behind a token these may be found.
        c.header('X-Robots-Tag', undefined);
      },
      pageHeaders(site),
      etag(),
    );
  }
  routes.get('/v1/digests', (c) => c.json(listIssues(deps)));
  routes.get('/v1/digests/:key', (c) => c.json(readIssue(deps, c.req.param('key'))));
  routes.get('/digests', async (c) => await c.html(archivePage(place, listIssues(deps))));
  routes.get(
    '/digests/:key',
    async (c) => await c.html(issuePage(place, readIssue(deps, c.req.param('key')))),
  );
  return routes;
};
