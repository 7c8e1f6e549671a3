import type { EventLog } from '@emberlog/event-log';
import { createKeyring, createHttpApp, hashKey } from '@emberlog/service-kit';
import type { BackupDeps } from '../admin/backup-routes.ts';
import { createAdmin } from '../admin/create-admin.ts';
import type { KeyDeps } from '../admin/key-routes.ts';
import type { Projector } from '../start-projector.ts';
import { quiet, type TrialEngine } from './trial-engine.ts';

type Reply = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

export type AdminUnderTest = {
  readonly ask: (method: string, path: string, body?: unknown, key?: string) => Promise<Reply>;
};

export type AdminOptions = {
  readonly engine: Pick<TrialEngine, 'database'>;
  readonly log: EventLog;
  readonly projector?: Projector;
  readonly keys?: KeyDeps;
  readonly backups?: BackupDeps;
  readonly clock: () => number;
};

/** The routes of operators over a real engine, as an application that is asked without a socket. */
export const createAdminUnderTest = (options: AdminOptions): AdminUnderTest => {
  const { engine, log, projector, keys = { store: null }, clock } = options;
  const keyring = createKeyring(
    [
      { id: 'admin', scopes: ['admin'], sha256: hashKey('admin-key') },
      { id: 'reader', scopes: ['read'], sha256: hashKey('read-key') },
    ],
    {},
  );
  const { reader, writer } = engine.database;
  const routes = createAdmin({
    ...{ log, reader, writer, keyring, keys, clock },
    projector: () => projector ?? null,
    version: '1.2.3',
    checks: [],
    backups: options.backups ?? { refusal: 'none are made here' },
  });
  const app = createHttpApp({ logger: quiet }).route('/', routes);
  return {
    ask: async (method, path, body, key = 'admin-key') => {
      const reply = await app.request(`/admin/v1${path}`, {
        method,
        headers: { Authorization: `Bearer ${key}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: reply.status, body: (await reply.json()) as Reply['body'] };
    },
  };
};
