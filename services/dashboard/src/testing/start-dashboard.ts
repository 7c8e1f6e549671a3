import { createClient } from '@emberlog/client';
import { createHttpApp, createLogger, createSigner } from '@emberlog/service-kit';
import { createDashboard, type DashboardOptions } from '../dashboard.ts';
import { createStandInApi } from './stand-in-api.ts';

/** Thursday 11 December 2025, 14:03:20 UTC: the day after the newest sample papers. */
export const NOW = Date.UTC(2025, 11, 11, 14, 3, 20);

type Options = Partial<
  Pick<
    DashboardOptions,
    | 'clock'
    | 'demo'
    | 'publicUrl'
    | 'readOnly'
    | 'sqlDocs'
    | 'sqlUrl'
    | 'subscriptions'
    | 'digestUrl'
    | 'mailDirectory'
  >
> & {
  readonly pageSize?: number;
};

/** The page in front of a stand-in API, as an application without a port. */
export const startDashboard = ({ pageSize = 100, ...options }: Options = {}) => {
  const api = createStandInApi({ now: NOW, pageSize });
  const client = createClient({
    baseUrl: 'http://api.test',
    apiKey: 'el_secret_write_key',
    fetch: (url, init) => api.app.request(url, init),
    wait: async () => await Promise.resolve(),
  });
  let ids = 0;
  const dashboard = createDashboard({
    client,
    signer: createSigner({ secret: new Uint8Array(32), purpose: 'emberlog visitor' }),
    clock: () => NOW,
    ids: () => `id-${(ids += 1)}`,
    demo: false,
    ...options,
  });
  const app = createHttpApp({ logger: createLogger({ name: 'test', level: 'silent' }) });
  app.route('/', dashboard.routes);
  return { api, app };
};

/** Posts a vote as a browser without JavaScript does. */
export const voteForm = (
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  headers: { 'Sec-Fetch-Site': 'same-origin', ...headers },
});

/** The `Cookie` header a browser sends after this reply. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
