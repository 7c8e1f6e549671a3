import type { Client } from '@emberlog/client';
import type { HttpEnv, Signer } from '@emberlog/service-kit';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { loadAssets } from './assets/assets.ts';
import { forwardRoutes } from './digest-service/forward-routes.ts';
import { feedRoute } from './feed/feed-route.ts';
import { outboxRoutes } from './outbox/outbox-routes.ts';
import { pageHeaders } from './page-headers.ts';
import { sqlRoutes } from './sql/sql-routes.ts';
import { createRateLimit } from './voting/rate-limit.ts';
import { createVisitors } from './voting/visitors.ts';
import { voteRoute } from './voting/vote-route.ts';

export type DashboardOptions = {
  /** Holds a key with the scope `write`; the key never reaches a browser. */
  readonly client: Pick<Client, 'item' | 'list' | 'sendEvents' | 'trending'>;
  /** Signs the cookies. */
  readonly signer: Pick<Signer, 'sign' | 'verify'>;
  /** ms since 1970. */
  readonly clock: () => number;
  /** Ids of visitors and of events; UUIDs. */
  readonly ids: () => string;
  /** Says on the page that its readers are simulated. */
  readonly demo: boolean;
  /** Shows counts without buttons and takes no votes. @default false */
  readonly readOnly?: boolean;
  /** Address of the page about asking in SQL; without one no page speaks of it. */
  readonly sqlDocs?: string;
  /** Address of the SQL port, that the page `/sql` asks; null, or absent: there is none. */
  readonly sqlUrl?: () => string | null;
  /**
   * Shows the box that asks for digests; its form goes to `/v1/subscriptions` of the same address, and
   * a link to `/digests`. @default false
   */
  readonly subscriptions?: boolean;
  /** Address of the digest service, where its routes are to be handed on; null: they are mounted beside. */
  readonly digestUrl?: string | null;
  /** Where mails are kept instead of sent, shown at `/mail` to this machine only; null: nowhere. */
  readonly mailDirectory?: string | null;
  /** Where readers reach the page; cookies are for https only when it is https. */
  readonly publicUrl?: string;
};

/** Votes a known visitor, and first votes an address, may cast a minute. */
const VOTES_PER_MINUTE = 30;
const NEWCOMERS_PER_MINUTE = 60;
const MINUTE_MS = 60_000;
const FORM_BYTES = 16 * 1024;

/** The web pages, `POST /vote` and what they load from `/assets/`; with options `/sql`, `/mail`, `/digests`. */
export const createDashboard = (options: DashboardOptions): { readonly routes: Hono<HttpEnv> } => {
  const { client, signer, clock, ids, demo, publicUrl } = options;
  const votable = options.readOnly !== true;
  const files = loadAssets();
  const assets = {
    style: files.style.path,
    script: files.script.path,
    icon: files.icon.path,
  };
  const secure = publicUrl?.startsWith('https:') ?? false;
  const visitors = createVisitors({ signer, secure });
  const limit = (count: number) => createRateLimit({ limit: count, windowMs: MINUTE_MS, clock });
  const limits = { visitor: limit(VOTES_PER_MINUTE), newcomer: limit(NEWCOMERS_PER_MINUTE) };
  const { digestUrl = null, mailDirectory = null, subscriptions = false, sqlDocs = null } = options;
  const mail = { subscriptions, outbox: mailDirectory !== null };
  const feed = { client, visitors, clock, assets, demo, votable, sqlDocs, mail };
  const vote = { client, visitors, limits, clock, ids, assets, votable, publicUrl };

  // Per route, not `use('*')`: mounted at the root, that would reach every other service's routes.
  const routes = new Hono<HttpEnv>();
  routes.get('/', pageHeaders, compress(), feedRoute('/', feed));
  routes.get('/trending', pageHeaders, compress(), feedRoute('/trending', feed));
  routes.post('/vote', pageHeaders, bodyLimit({ maxSize: FORM_BYTES }), voteRoute(vote));
  for (const { path, type, body } of Object.values(files))
    routes.get(path, compress(), (c) =>
      c.body(body, 200, {
        'Content-Type': type,
        'Cache-Control': 'public, max-age=31536000, immutable',
        'X-Content-Type-Options': 'nosniff',
      }),
    );
  const sql = {
    sqlUrl: options.sqlUrl ?? (() => null),
    sqlDocs,
    publicUrl,
  };
  routes.route('/', sqlRoutes({ ...sql, assets: { ...assets, script: files.sqlScript.path } }));
  if (mailDirectory !== null) routes.route('/', outboxRoutes({ directory: mailDirectory, assets }));
  if (digestUrl !== null) routes.route('/', forwardRoutes({ digestUrl, assets }));
  return { routes };
};
