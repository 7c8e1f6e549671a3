import type { KillQueryReply, QueriesReply, RunningQueryReply } from '@emberlog/api';
import { createProblem, type HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';

/** What is asked on the SQL port of this process. */
export type AskedQueries = {
  readonly list: () => readonly (Omit<RunningQueryReply, 'asked_at'> & {
    /** Wall clock, ms UTC. */
    readonly askedAt: number;
  })[];
  /** False where there is none of that id. */
  readonly kill: (id: string) => boolean;
};

/** `GET /admin/v1/queries`, `DELETE /admin/v1/queries/:id`; null where there is no such port. */
export const queryRoutes = (queries: () => AskedQueries | null): Hono<HttpEnv> => {
  const routes = new Hono<HttpEnv>();
  const expectPort = (): AskedQueries => {
    const found = queries();
    if (found !== null) return found;
    throw createProblem({
      status: 404,
      detail:
        'this process has no SQL port: analysts ask the ClickHouse server itself, which lists their queries in system.processes',
    });
  };
  routes.get('/admin/v1/queries', (c) => {
    const reply: QueriesReply = {
      queries: expectPort()
        .list()
        .map(({ askedAt, ...query }) => ({ ...query, asked_at: new Date(askedAt).toISOString() })),
    };
    return c.json(reply, 200, { 'Cache-Control': 'no-store' });
  });
  routes.delete('/admin/v1/queries/:id', (c) => {
    const id = c.req.param('id');
    if (!expectPort().kill(id)) {
      throw createProblem({ status: 404, detail: `no query ${id} waits or runs` });
    }
    const reply: KillQueryReply = { id, killed: true };
    return c.json(reply, 202);
  });
  return routes;
};
