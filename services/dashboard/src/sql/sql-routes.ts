import { createProblem, isSameOrigin, type HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { pageHeaders } from '../page-headers.ts';
import type { AssetPaths } from '../pages/layout.tsx';
import { sqlPage } from '../pages/sql-page.tsx';
import { forwardStatement } from './forward-statement.ts';

export type SqlRoutesOptions = {
  /** Address of the SQL port; null where there is none. */
  readonly sqlUrl: () => string | null;
  readonly assets: AssetPaths;
  /** Address of the page about asking in SQL. */
  readonly sqlDocs: string | null;
  readonly publicUrl: string | undefined;
};

const STATEMENT_BYTES = 256 * 1024;

/** `GET /sql`, the box to ask in, and `POST /sql/table`, `/sql/csv`, which hand a statement on. */
export const sqlRoutes = (options: SqlRoutesOptions): Hono<HttpEnv> => {
  const { sqlUrl, assets, sqlDocs, publicUrl } = options;
  const expectPort = (): string => {
    const url = sqlUrl();
    if (url === null) throw createProblem({ status: 404, detail: 'nobody is asked in SQL here' });
    return url;
  };
  const routes = new Hono<HttpEnv>();
  routes.get('/sql', pageHeaders, compress(), (c) => {
    expectPort();
    return c.html(sqlPage({ assets, sqlDocs }));
  });
  for (const form of ['table', 'csv'] as const) {
    routes.post(`/sql/${form}`, pageHeaders, bodyLimit({ maxSize: STATEMENT_BYTES }), async (c) => {
      if (!isSameOrigin(c.req.raw.headers, c.req.url, publicUrl)) {
        throw createProblem({ status: 403, detail: 'statements are taken from our own page only' });
      }
      return await forwardStatement(expectPort(), form, c.req.raw);
    });
  }
  return routes;
};
