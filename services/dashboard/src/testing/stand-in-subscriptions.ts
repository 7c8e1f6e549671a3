import { createProblem, type HttpEnv } from '@emberlog/service-kit';
import { type Context, Hono } from 'hono';

/** A request for digests as it came, its fields as a form or JSON has them. */
type AskedDigest = {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
};

/** The digest service as far as the pages use it. Addresses at `refused.example` are refused. */
export type StandInSubscriptions = {
  readonly routes: Hono<HttpEnv>;
  readonly asked: AskedDigest[];
  /** Answers nothing but this status from now on; null ends it. */
  readonly failWith: (status: number | null) => void;
};

export const ANSWER = 'A mail is on its way: follow its link to confirm.';

export const createStandInSubscriptions = (): StandInSubscriptions => {
  const asked: AskedDigest[] = [];
  let failure: number | null = null;
  const routes = new Hono<HttpEnv>();
  routes.post('/v1/subscriptions', async (c) => {
    const type = c.req.header('Content-Type') ?? '';
    const body: unknown = type.includes('json') ? await c.req.json() : await c.req.parseBody();
    const fields = body as Readonly<Record<string, unknown>>;
    asked.push({ type, fields, headers: c.req.raw.headers });
    if (failure !== null)
      throw createProblem({ status: failure, headers: { 'Retry-After': '600' } });
    const errors = refusals(fields);
    if (errors.length > 0) throw createProblem({ status: 400, detail: 'not valid', errors });
    return isPage(c)
      ? c.html(`<!doctype html><title>Asked</title><p>${ANSWER}</p>`, 202)
      : c.json({ status: 'pending', detail: ANSWER }, 202);
  });
  routes.get('/digests', (c) => c.html('<!doctype html><title>Past digests</title>'));
  return { routes, asked, failWith: (status) => void (failure = status) };
};

const isPage = (c: Context): boolean => c.req.header('Accept')?.includes('text/html') ?? false;

const refusals = ({ email, time_zone: zone }: Readonly<Record<string, unknown>>) => [
  ...(String(email).endsWith('@refused.example')
    ? [{ path: '/email', code: 'invalid', message: 'must be an e-mail address' }]
    : []),
  ...(String(zone).startsWith('Mars')
    ? [{ path: '/time_zone', code: 'invalid', message: 'must be a time zone of the IANA database' }]
    : []),
];
