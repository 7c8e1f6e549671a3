import { createProblem, requireScope, type HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';
import type { Check } from '../doctor/finding.ts';
import type { Projector } from '../start-projector.ts';
import { createBackupRoutes, type BackupDeps } from './backup-routes.ts';
import { createArchiveRoutes } from './archive-routes.ts';
import { createDoctorRoute } from './doctor-route.ts';
import { operatorRoutes, type OperatorOptions } from './operator-routes.ts';
import { queryRoutes, type AskedQueries } from './query-routes.ts';
import { createRebuildRoutes } from './rebuild-routes.ts';

export type AdminOptions = Omit<OperatorOptions, 'projector'> & {
  /** Null until its first checks have passed. */
  readonly projector: () => Projector | null;
  /** What the doctor looks at beside the log and the tables, as the configuration. */
  readonly checks: readonly Check[];
  readonly backups: BackupDeps;
  /** Null where this process has no SQL port. @default it has none */
  readonly queries?: () => AskedQueries | null;
};

/** What operators ask and do: `/admin/v1/…`, each with a key of the scope `admin`. */
export const createAdmin = (options: AdminOptions): Hono<HttpEnv> => {
  const { keyring, projector, checks, clock } = options;
  const started = (): Projector => {
    const found = projector();
    if (found !== null) return found;
    throw createProblem({
      status: 503,
      detail: 'the tables are not checked yet',
      headers: { 'Retry-After': '2' },
    });
  };
  const told = () => {
    const found = projector();
    return found === null
      ? { status: 'waiting for partitions', trouble: null }
      : { status: found.status(), trouble: found.trouble() };
  };
  const routes = new Hono<HttpEnv>();
  routes.use('/admin/v1/*', requireScope(keyring, 'admin'));
  routes.route('/', operatorRoutes({ ...options, projector: told }));
  routes.route(
    '/',
    createRebuildRoutes(() => started().rebuilds),
  );
  routes.route('/', createBackupRoutes(options.backups));
  routes.route('/', queryRoutes(options.queries ?? (() => null)));
  routes.route(
    '/',
    createArchiveRoutes(() => started().rebuilds.archives),
  );
  routes.route('/', createDoctorRoute({ checks: () => [...started().checks, ...checks], clock }));
  return routes;
};
