import { limitedBody, requireScope, type HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';
import { DEFAULT_SIGN_UP_LIMITS } from '../limits/sign-up-limits.ts';
import { createTurns } from '../limits/turns.ts';
import { siteOf } from '../pages/layout.tsx';
import { signUpPage } from '../pages/sign-up-page.tsx';
import { STYLE, STYLE_TAG } from '../pages/style.ts';
import { postBounce } from './bounces.ts';
import { getConfirm, postConfirm } from './confirm.ts';
import { deleteSubscription, postErase, requireTokenOrAdmin } from './erase.ts';
import { pageHeaders } from './page-headers.ts';
import { postSubscription } from './post-subscription.ts';
import { getPreferences, postPreferences } from './preferences.ts';
import { smallBody } from './read-fields.ts';
import type { SubscriptionRouteDeps } from './route-deps.ts';
import { getUnsubscribe, postUnsubscribe } from './unsubscribe.ts';

/**
 * `/v1/subscriptions…`: subscribing, confirming, leaving, changing, erasing, and what came back; to be
 * mounted on an app of `createHttpApp`. It sends no mail: whoever reads the journal does.
 */
export const createSubscriptionRoutes = (given: SubscriptionRouteDeps): Hono<HttpEnv> => {
  const site = siteOf(given.siteName, given.publicUrl);
  const limits = { ...DEFAULT_SIGN_UP_LIMITS, ...given.limits };
  const now = given.now ?? (() => performance.now());
  const deps = { ...given, site, limits, now, turns: createTurns() };

  const routes = new Hono<HttpEnv>();
  routes.get('/v1/subscriptions/style.css', (c) => {
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    c.header('ETag', STYLE_TAG);
    if (c.req.header('If-None-Match') === STYLE_TAG) return c.body(null, 304);
    return c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' });
  });
  routes.use('/v1/subscriptions/*', pageHeaders(site));
  routes.get('/v1/subscriptions', async (c) => {
    // Without a token in its address; a form that names no origin would look as if it came from elsewhere.
    c.header('Referrer-Policy', 'same-origin');
    return await c.html(signUpPage(site));
  });
  routes.post('/v1/subscriptions', smallBody, postSubscription(deps));
  routes.delete(
    '/v1/subscriptions',
    requireTokenOrAdmin(deps.keyring),
    smallBody,
    deleteSubscription(deps),
  );
  routes.get('/v1/subscriptions/confirm', getConfirm(deps));
  routes.post('/v1/subscriptions/confirm', smallBody, postConfirm(deps));
  routes.get('/v1/subscriptions/unsubscribe', getUnsubscribe(deps));
  routes.post('/v1/subscriptions/unsubscribe', smallBody, postUnsubscribe(deps));
  routes.get('/v1/subscriptions/preferences', getPreferences(deps));
  routes.post('/v1/subscriptions/preferences', smallBody, postPreferences(deps));
  routes.post('/v1/subscriptions/erase', smallBody, postErase(deps));
  routes.post(
    '/v1/subscriptions/bounces',
    requireScope(deps.keyring, 'write'),
    limitedBody,
    postBounce(deps),
  );
  return routes;
};
