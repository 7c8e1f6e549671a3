import type { ListReply } from '@emberlog/api';
import { listingDates, type Reader } from '@emberlog/clickhouse';
import { fullDate } from '@emberlog/events';
import { createProblem, type HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { answerList } from '../list/answer-list.ts';
import type { Cut } from '../list/cut.ts';
import { atCut, ofOneModel } from '../position/at-cut.ts';
import { describeCut } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import { readDayRequest } from '../request/read-list-request.ts';
import { sendAnswer } from './send-answer.ts';

/** `GET /v1/lists/:date`: the list of one day, with its neighbours that have items. */
export const getList =
  (context: QueryContext): Handler<HttpEnv, '/v1/lists/:date'> =>
  async (c) => {
    const now = context.clock();
    const date = readDate(c.req.param('date'));
    const { url } = c.req;
    const request = context.requests.get(url, () => readDayRequest(url, date, { ...context, now }));
    const { call, settings, limit, last } = request;
    const asked = { pins: request, now, signal: c.req.raw.signal };
    return await atCut(context, asked, async (cut) => {
      const read = async () =>
        await Promise.all([
          answerList(context, request, cut),
          readNeighbours(context.reader, date, cut),
        ]);
      const [answer, freshness] = await Promise.all([
        context.answers.get(
          [call, settings, limit, last, cut],
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

const readDate = (text: string): string => {
  const date = fullDate.safeParse(text);
  if (date.success) return date.data;
  const message = 'must be a date of the form YYYY-MM-DD, from 1970-01-01 to 2199-12-31';
  throw createProblem({
    status: 400,
    detail: `there are daily lists only: the last segment of the path ${message}`,
    errors: [{ path: 'date', code: 'invalid_date', message }],
  });
};

const readNeighbours = async (
  reader: Reader,
  date: string,
  { asOf, ends }: Cut,
): Promise<ListReply['list']> => {
  const params = { as_of: asOf, item_ends: ends.items, date };
  const [row] = await reader.query(listingDates, params);
  const orNull = (text = ''): string | null => (text === '' ? null : text);
  return { kind: 'day', key: date, previous: orNull(row?.previous), next: orNull(row?.next) };
};
