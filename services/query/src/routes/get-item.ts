import type { ItemReply } from '@emberlog/api';
import { itemId } from '@emberlog/events';
import type { AlgorithmName } from '@emberlog/ranking';
import { createProblem, readQuery, type HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { scoreNumber } from '../list/answer-list.ts';
import { partsOf, type Cut } from '../list/cut.ts';
import { readItemFacts } from '../list/item-facts.ts';
import { filtersUnasked, readStandings } from '../list/ranked-list.ts';
import { sendAnswer } from './send-answer.ts';
import { atCut, ofOneModel } from '../position/at-cut.ts';
import { describeCut } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import { defaultParams } from '../request/algorithm-parameters.ts';
import { rankingOf } from '../request/ranking-of.ts';
import { pinsOf, pinsQuery } from '../request/read-list-request.ts';

/** `GET /v1/items/:id`: an item with its totals and where it stands. */
export const getItem =
  (context: QueryContext): Handler<HttpEnv, '/v1/items/:id'> =>
  async (c) => {
    const { viewRetentionMs } = context;
    const now = context.clock();
    const pins = pinsOf(readQuery(c, pinsQuery(context, null)));
    const id = c.req.param('id');
    if (!itemId.safeParse(id).success) throw notFound();
    const asked = { pins, now, caller: c.req.raw };
    return await atCut(context, asked, async (cut) => {
      const read = async () =>
        await Promise.all([
          readItemFacts(context.reader, cut, [id], { earlier: cut.asOf, viewRetentionMs }),
          readStanding(context, 'trending', cut, id),
          readStanding(context, 'top', cut, id),
        ]);
      const produce = async (): Promise<Omit<ItemReply, 'freshness'>> => {
        const [facts, trending, top] = await ofOneModel(context, cut, read);
        const item = facts.get(id);
        if (item === undefined) throw notFound();
        const { summary, text, authors, tags } = item;
        return {
          ...summary,
          summary: text,
          authors: [...authors],
          tags: [...tags],
          ranks: { trending, top },
          ...describeCut(context, cut),
        };
      };
      const [answer, freshness] = await Promise.all([
        context.answers.get(['item', id, ...partsOf(cut)], produce),
        context.freshness(cut.ends),
      ]);
      return sendAnswer(c, answer, freshness);
    });
  };

/** No list may hold it at the cut. */
export const notFound = (): Error =>
  createProblem({ status: 404, detail: 'there is no such item' });

const readStanding = async (
  context: QueryContext,
  algorithm: AlgorithmName,
  cut: Cut,
  id: string,
): Promise<ItemReply['ranks']['trending']> => {
  const ranking = rankingOf(algorithm, defaultParams(algorithm));
  const { viewRetentionMs } = context;
  const list = { ranking, filters: filtersUnasked(algorithm), cut, viewRetentionMs };
  const standings = await readStandings(context, list, [id]);
  const standing = standings.get(id);
  return standing === undefined
    ? null
    : { rank: standing.rank, score: scoreNumber(ranking, standing.score) };
};
