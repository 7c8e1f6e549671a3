import type { HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { createHash } from 'node:crypto';
import { sqlPage } from '../docs/sql-page.ts';
import { SQL_STYLE } from '../docs/sql-style.ts';

export type SqlDocsOptions = {
  /** Where readers reach the service; null: as each request was addressed. */
  readonly publicUrl: string | null;
  /** Where analysts ask on the same host. */
  readonly sqlPort: number;
  /** Address of a page that asks in SQL. */
  readonly sqlBox: string | null;
};

const STYLE_HASH = createHash('sha256').update(SQL_STYLE).digest('base64');
const POLICY = [
  `default-src 'none'`,
  `style-src 'sha256-${STYLE_HASH}'`,
  ...[`base-uri 'none'`, `form-action 'none'`, `frame-ancestors 'none'`],
].join('; ');

/** `GET /docs/sql`: what analysts may ask, and how they connect. */
export const getSqlDocs =
  ({ publicUrl, sqlPort, sqlBox }: SqlDocsOptions): Handler<HttpEnv, '/docs/sql'> =>
  (c) => {
    const { hostname } = new URL(publicUrl ?? c.req.url);
    c.header('Content-Security-Policy', POLICY);
    c.header('Referrer-Policy', 'same-origin');
    c.header('Cache-Control', 'no-cache');
    return c.html(sqlPage({ host: hostname, port: sqlPort, box: sqlBox }));
  };
