import type { ListReply } from '@emberlog/api';
import { listingDates, type Reader } from '@emberlog/clickhouse';
import { createProblem, type HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { answerList } from '../list/answer-list.ts';
import { partsOf, type Cut } from '../list/cut.ts';
import { LIST_KEY_RULE, listKeyOf, readListKey, type ListKey } from '../list/list-key.ts';
import { atCut, ofOneModel } from '../position/at-cut.ts';
import { describeCut } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import { readDatesRequest } from '../request/read-list-request.ts';
import { sendAnswer } from './send-answer.ts';

/** `GET /v1/lists/:date`: the list of a day, a week or a month, with its neighbours that have items. */
export const getList =
  (context: QueryContext): Handler<HttpEnv, '/v1/lists/:date'> =>
  async (c) => {
    const now = context.clock();
    const dates = readDates(c.req.param('date'));
    const { url } = c.req;
    const request = context.requests.get(url, () => readDatesRequest(url, dates.key, context));
    const { call, settings, limit, last } = request;
    const asked = { pins: request, now, caller: c.req.raw };
    return await atCut(context, asked, async (cut) => {
      const read = async () =>
        await Promise.all([
          answerList(context, request, cut),
          readNeighbours(context.reader, dates, cut),
        ]);
      const [answer, freshness] = await Promise.all([
        context.answers.get(
          [call, settings, limit, last, ...partsOf(cut)],
          async (): Promise<Omit<ListReply, 'freshness'>> => {
            const [page, list] = await ofOneModel(context, cut, read);
            return { ...page, ...describeCut(context, cut), list };
          },
        ),
        context.freshness(cut.ends),
      ]);
      return sendAnswer(c, answer, freshness);
    });
  };

const readDates = (text: string): ListKey => {
  const key = readListKey(text);
  if (key !== null) return key;
  throw createProblem({
    status: 400,
    detail: `the last segment of the path ${LIST_KEY_RULE}`,
    errors: [{ path: 'date', code: 'invalid_date', message: LIST_KEY_RULE }],
  });
};

const readNeighbours = async (
  reader: Reader,
  { kind, key, from, to }: ListKey,
  { asOf, ends }: Cut,
): Promise<ListReply['list']> => {
  const [row] = await reader.query(listingDates, {
    as_of: asOf,
    item_ends: ends.items,
    from,
    to,
  });
  const keyOrNull = (date = ''): string | null => (date === '' ? null : listKeyOf(kind, date).key);
  return { kind, key, previous: keyOrNull(row?.previous), next: keyOrNull(row?.next) };
};
