import type { TrendingReply } from '@emberlog/api';
import { ofOneModel } from '../position/at-cut.ts';
import { describeCut } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import type { ListRequest } from '../request/list-request.ts';
import type { Answer } from './answer-cache.ts';
import { answerList } from './answer-list.ts';
import { partsOf, type ModelCut } from './cut.ts';

/** One page of a ranked list at a cut, as replies have it but for freshness. */
export const answerTrending = async (
  context: QueryContext,
  request: ListRequest,
  cut: ModelCut,
): Promise<Answer> => {
  const { call, settings, limit, last } = request;
  const read = async () => await answerList(context, request, cut);
  const produce = async (): Promise<Omit<TrendingReply, 'freshness'>> => ({
    ...(await ofOneModel(context, cut, read)),
    ...describeCut(context, cut),
  });
  const question = () => [call, settings, limit, last, ...partsOf(cut)];
  // A cut of its own comes with every pinned request: it would only take the place of others.
  return await (request.pinned === null
    ? context.answers.again(request, cut, question, produce)
    : context.answers.get(question(), produce));
};
