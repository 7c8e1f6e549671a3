import type { StatusReply } from '@emberlog/api';
import type { Reader, Writer } from '@emberlog/clickhouse';
import type { EventLog, Topic } from '@emberlog/event-log';
import type { HttpEnv, Keyring } from '@emberlog/service-kit';
import { Hono } from 'hono';
import { deadLetterRoutes } from './dead-letter-routes.ts';
import { keyRoutes, type KeyDeps } from './key-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { statusRoute } from './status-route.ts';
import { createWhyUnreadable } from './why-unreadable.ts';

export type OperatorOptions = {
  readonly log: Pick<EventLog, 'append' | 'bounds' | 'read'>;
  readonly reader: Reader;
  readonly writer: Pick<Writer, 'insert'>;
  readonly keyring: Keyring;
  readonly keys: KeyDeps;
  readonly projector: () => StatusReply['projector'];
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly version: string;
  /** How long the records of a topic are kept, ms; null: for ever. @default for ever */
  readonly retentionOf?: ((topic: Topic) => number | null) | undefined;
};

/** What operators ask of the log, the dead letters and the keys. */
export const operatorRoutes = (options: OperatorOptions): Hono<HttpEnv> => {
  const { reader, retentionOf = () => null } = options;
  const routes = new Hono<HttpEnv>();
  for (const each of [
    statusRoute(options),
    deadLetterRoutes({ ...options, whyUnreadable: createWhyUnreadable(reader) }),
    recordRoutes({ ...options, retentionOf }),
    keyRoutes(options.keys),
  ]) {
    routes.route('/', each);
  }
  return routes;
};
