import type { EventLog } from '@emberlog/event-log';
import type { CollectorInstruments } from '@emberlog/metrics';
import {
  type HttpEnv,
  type Keyring,
  type Logger,
  type Pseudonymiser,
  requireScope,
  type Sealer,
} from '@emberlog/service-kit';
import { Hono } from 'hono';
import { createAppendedEnds } from './appended-ends.ts';
import { createAdmission } from './body/admission.ts';
import { createIngest } from './ingest.ts';
import { type CollectorLimits, DEFAULT_LIMITS } from './limits.ts';
import { postEvents } from './post-events.ts';
import { createSealedEnds } from './sealed-ends.ts';

export type CollectorDeps = {
  readonly log: EventLog;
  /** Knows the scopes `write` and `import`; implied ones are its own affair. */
  readonly keyring: Keyring;
  /** Seals positions; the query service must open them with the same secret and purpose. */
  readonly sealer: Sealer;
  /** Must never change: with another key everybody could vote twice. */
  readonly pseudonymise: Pseudonymiser;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly logger: Logger;
  /** Told of every request. @default nobody is */
  readonly instruments?: CollectorInstruments;
  /** @default {@link DEFAULT_LIMITS} */
  readonly limits?: Partial<CollectorLimits>;
};

export type Collector = {
  /** `POST /v1/events`, to be mounted on an app of `createHttpApp`. */
  readonly routes: Hono<HttpEnv>;
};

/**
 * Accepts events over HTTP and appends them to the log. Reads the log's ends first, so that its
 * positions cover everything that was there; rejects with `LogUnavailableError` if it cannot.
 */
export const createCollector = async (deps: CollectorDeps): Promise<Collector> => {
  const limits = { ...DEFAULT_LIMITS, ...deps.limits };
  const ends = createAppendedEnds(await deps.log.bounds());
  const position = createSealedEnds(ends, deps.sealer);
  const ingest = createIngest({ ...deps, ends, limits });
  const admission = createAdmission({
    requests: limits.waitingRequests,
    bytes: limits.waitingBytes,
  });
  const routes = new Hono<HttpEnv>();
  routes.post(
    '/v1/events',
    requireScope(deps.keyring, 'write'),
    postEvents({ ...deps, ingest, position, admission, limits }),
  );
  return { routes };
};
