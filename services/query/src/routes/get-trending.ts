import type { TrendingReply } from '@emberlog/api';
import { READ_MODEL_VERSION } from '@emberlog/clickhouse';
import type { HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { answerList } from '../list/answer-list.ts';
import { provenanceOf, resolveCut } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import { readTrendingRequest } from '../request/read-list-request.ts';

/** `GET /v1/trending`: a ranked list, page by page. */
export const getTrending =
  (context: QueryContext): Handler<HttpEnv, '/v1/trending'> =>
  async (c) => {
    const now = context.clock();
    const request = readTrendingRequest(c.req.url, { ...context, now });
    const cut = await resolveCut(context, request, now, c.req.raw.signal);
    const [answer, provenance] = await Promise.all([
      answerList(context, request, cut, READ_MODEL_VERSION),
      provenanceOf(context, cut),
    ]);
    const { next_cursor, ...list } = answer;
    return c.json<TrendingReply>({ ...list, ...provenance, next_cursor });
  };
