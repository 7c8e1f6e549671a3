import {
  rebuildRequest,
  viewWindowMinutes,
  type RebuildReply,
  type RebuildsReply,
} from '@emberlog/api';
import { FACT_TABLES } from '@emberlog/clickhouse';
import { createProblem, problemsOf, type HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';
import type { RebuildJob } from '../rebuild/job-book.ts';
import type { Rebuilder } from '../rebuild/rebuilder.ts';

/** `/admin/v1/rebuilds`: asks for rebuilds, tells of them, cancels them. */
export const createRebuildRoutes = (rebuilds: () => Rebuilder): Hono<HttpEnv> => {
  const routes = new Hono<HttpEnv>();
  routes.get('/admin/v1/rebuilds', async (c) =>
    c.json<RebuildsReply>({ rebuilds: (await rebuilds().list()).map(replyOf) }),
  );
  routes.post('/admin/v1/rebuilds', async (c) => {
    const read = rebuildRequest.safeParse(await readJson(c.req.raw));
    if (!read.success) throw invalid(problemsOf(read.error));
    const { tables = [...FACT_TABLES], dry_run = false, accept_drift = false } = read.data;
    const window = viewWindowMinutes(read.data);
    if (window !== null && !tables.includes('views')) {
      const message = 'is of views, which are not among the tables';
      throw invalid([{ path: '/view_window', code: 'not_rebuilt', message }]);
    }
    const { refusal } = rebuilds();
    if (refusal !== null) throw createProblem({ status: 409, detail: refusal });
    const answer = await rebuilds().ask({
      ...{ tables, viewWindowMinutes: window },
      ...{ dryRun: dry_run, acceptDrift: accept_drift },
    });
    if ('asked' in answer) return c.json<RebuildReply>(replyOf(answer.asked), 202);
    throw createProblem({
      status: 409,
      detail: `the rebuild ${answer.unfinished.id} is not finished: wait for it, or cancel it`,
    });
  });
  routes.get('/admin/v1/rebuilds/:id', async (c) => {
    const job = await rebuilds().find(c.req.param('id'));
    if (job === null) throw notFound();
    return c.json<RebuildReply>(replyOf(job));
  });
  routes.delete('/admin/v1/rebuilds/:id', async (c) => {
    const job = await rebuilds().find(c.req.param('id'));
    if (job === null) throw notFound();
    const cancelled = await rebuilds().cancel(job.id);
    if (cancelled !== null) return c.json<RebuildReply>(replyOf(cancelled), 202);
    throw createProblem({ status: 409, detail: `the rebuild ${job.id} has ended (${job.state})` });
  });
  return routes;
};

const MAX_BODY_BYTES = 64 * 1024;

const readJson = async (request: Request): Promise<unknown> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > MAX_BODY_BYTES) {
      throw createProblem({
        status: 413,
        detail: `a body has at most ${MAX_BODY_BYTES} bytes here`,
      });
    }
    chunks.push(chunk as Uint8Array);
  }
  if (bytes === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw createProblem({ status: 400, detail: 'the body is not JSON' });
  }
};

const invalid = (errors: ReturnType<typeof problemsOf>): Error =>
  createProblem({
    status: 400,
    detail: `the request is not valid: ${errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}`,
    errors,
  });

const notFound = (): Error => createProblem({ status: 404, detail: 'there is no such rebuild' });

const replyOf = ({ id, state, request, report, askedAt, toldAt }: RebuildJob): RebuildReply => ({
  id,
  state,
  tables: report.tables.map((table) => ({ ...table })),
  view_window: request.viewWindowMinutes === null ? null : `${request.viewWindowMinutes}m`,
  dry_run: request.dryRun,
  accept_drift: request.acceptDrift,
  trouble: report.trouble,
  asked_at: new Date(askedAt).toISOString(),
  told_at: new Date(toldAt).toISOString(),
});
