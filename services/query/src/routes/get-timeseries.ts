import type { TimeseriesReply } from '@emberlog/api';
import { itemId } from '@emberlog/events';
import { ALGORITHMS } from '@emberlog/ranking';
import type { HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { partsOf, type ModelCut } from '../list/cut.ts';
import { readItemDetails } from '../list/item-details.ts';
import { atCut, ofOneModel } from '../position/at-cut.ts';
import { describeCut } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import { readSeries } from '../series/read-series.ts';
import { readSeriesRequest, type SeriesRequest } from '../series/series-request.ts';
import { notFound } from './get-item.ts';
import { sendAnswer } from './send-answer.ts';

/** `GET /v1/items/:id/timeseries`: votes, views, ranks or scores of an item over time. */
export const getTimeseries =
  (context: QueryContext): Handler<HttpEnv, '/v1/items/:id/timeseries'> =>
  async (c) => {
    const now = context.clock();
    const { pins, ...request } = readSeriesRequest(c.req.url, context);
    const id = c.req.param('id');
    if (!itemId.safeParse(id).success) throw notFound();
    const { signal } = c.req.raw;
    return await atCut(context, { pins, now, caller: c.req.raw }, async (cut) => {
      const question = ['timeseries', id, request, ...partsOf(cut)];
      const { isAnyHere, leave } = context.askers.enter(question, signal);
      const asked = { ...context, isWanted: isAnyHere };
      try {
        const [answer, freshness] = await Promise.all([
          context.answers.get(
            question,
            async () =>
              await ofOneModel(
                context,
                cut,
                async () => await answerSeries(asked, id, { ...request, pins }, cut),
              ),
          ),
          context.freshness(cut.ends),
        ]);
        return sendAnswer(c, answer, freshness);
      } finally {
        leave();
      }
    });
  };

const answerSeries = async (
  context: QueryContext & Parameters<typeof readSeries>[0],
  id: string,
  request: SeriesRequest,
  cut: ModelCut,
): Promise<Omit<TimeseriesReply, 'freshness'>> => {
  const { ranking, metric, interval } = request;
  const [details] = await readItemDetails(context.reader, cut, [id]);
  if (details === undefined) throw notFound();
  const item = { id, listedAt: details.listed_at };
  return {
    metric,
    interval: interval.name,
    points: await readSeries(context, item, request, cut),
    algorithm:
      ranking === null
        ? null
        : {
            name: ranking.algorithm,
            version: ALGORITHMS[ranking.algorithm].version,
            params: { ...ranking.params },
          },
    ...describeCut(context, cut),
  };
};
