import type { RequestedSubscriptionReply } from '@emberlog/api';
import { createProblem, isSameOrigin, type HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { clientNetwork } from '../limits/client-network.ts';
import { createEqualTime } from '../limits/equal-time.ts';
import { createSignUpGate, type TooMany } from '../limits/sign-up-limits.ts';
import type { Site } from '../pages/layout.tsx';
import { noticePage } from '../pages/notice-page.tsx';
import { untilAvailable } from './problems.ts';
import { isForm, readFields } from './read-fields.ts';
import { readRequest } from './read-wishes.ts';
import type { SubscriptionRouteDeps } from './route-deps.ts';
import { createSignUp, type SignUpDeps } from './sign-up.ts';
import { wantsPage } from './wants-page.ts';

/** Most of what is done takes a few ms: two waits of the address book for the disk, one of the log. */
const STEP_MS = 250;

const REQUESTED: RequestedSubscriptionReply = {
  status: 'pending',
  detail:
    'A mail with a link to confirm comes to that address, if none came a moment ago. Nothing else is sent before the link is used; it works for two days.',
};

type Deps = SignUpDeps &
  Pick<SubscriptionRouteDeps, 'publicUrl' | 'trustedProxies' | 'wait'> & {
    readonly site: Site;
  };

/** `POST /v1/subscriptions`: 202, the same and after the same time whoever is asked for. */
export const postSubscription = (deps: Deps): Handler<HttpEnv> => {
  const { limits, now, wait, publicUrl, trustedProxies, site } = deps;
  const ask = createSignUpGate(limits, now);
  const inEqualTime = createEqualTime({ stepMs: STEP_MS, now, wait });
  const signUp = createSignUp(deps);

  return untilAvailable(async (c) => {
    if (isForm(c) && !isSameOrigin(c.req.raw.headers, c.req.url, publicUrl)) throw crossSite();
    const wish = readRequest(await readFields(c));
    const tooMany = ask(clientNetwork(c, trustedProxies));
    if (tooMany !== null) throw refusal(tooMany);
    // From here on, not from the first byte: whoever sends slowly could choose which step the work ends in.
    await inEqualTime(async () => await signUp(wish));
    if (!wantsPage(c)) return c.json(REQUESTED, 202);
    const page = { site, title: 'Look into your mailbox', sentences: [REQUESTED.detail] };
    return await c.html(noticePage(page), 202);
  });
};

const crossSite = () =>
  createProblem({
    status: 403,
    detail: 'This form was sent by a page of another site. Subscribe on ours.',
  });

const refusal = ({ status, retryAfter }: TooMany) => {
  const why =
    status === 429
      ? 'Many subscriptions were asked for from this network.'
      : 'Many people subscribe at this moment.';
  const wait = retryAfter < 120 ? `${retryAfter} s` : `${Math.ceil(retryAfter / 60)} minutes`;
  return createProblem({
    ...{ status, detail: `${why} Try again in ${wait}.` },
    headers: { 'Retry-After': String(retryAfter) },
  });
};
