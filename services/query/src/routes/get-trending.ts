import type { HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { answerTrending } from '../list/answer-trending.ts';
import { atCut } from '../position/at-cut.ts';
import type { QueryContext } from '../query-context.ts';
import { readTrendingRequest } from '../request/read-list-request.ts';
import { sendAnswer } from './send-answer.ts';

/** `GET /v1/trending`: a ranked list, page by page. */
export const getTrending =
  (context: QueryContext): Handler<HttpEnv, '/v1/trending'> =>
  async (c) => {
    const now = context.clock();
    const { url } = c.req;
    const request = context.requests.get(url, () => readTrendingRequest(url, context));
    const asked = { pins: request, now, caller: c.req.raw };
    return await atCut(context, asked, async (cut) => {
      const [answer, freshness] = await Promise.all([
        answerTrending(context, request, cut),
        context.freshness(cut.ends),
      ]);
      return sendAnswer(c, answer, freshness);
    });
  };
