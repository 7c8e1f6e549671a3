import type { TrendingReply } from '@emberlog/api';
import type { HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { answerList } from '../list/answer-list.ts';
import { atCut, ofOneModel } from '../position/at-cut.ts';
import { describeCut } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import { readTrendingRequest } from '../request/read-list-request.ts';
import { sendAnswer } from './send-answer.ts';

/** `GET /v1/trending`: a ranked list, page by page. */
export const getTrending =
  (context: QueryContext): Handler<HttpEnv, '/v1/trending'> =>
  async (c) => {
    const now = context.clock();
    const { url } = c.req;
    const request = context.requests.get(url, () => readTrendingRequest(url, { ...context, now }));
    const { call, settings, limit, last } = request;
    const asked = { pins: request, now, signal: c.req.raw.signal };
    return await atCut(context, asked, async (cut) => {
      const [answer, freshness] = await Promise.all([
        context.answers.get(
          [call, settings, limit, last, cut],
          async (): Promise<Omit<TrendingReply, 'freshness'>> => ({
            ...(await ofOneModel(
              context,
              cut,
              async () => await answerList(context, request, cut),
            )),
            ...describeCut(context, cut),
          }),
        ),
        context.freshness(cut.ends),
      ]);
      return sendAnswer(c, answer, freshness);
    });
  };
