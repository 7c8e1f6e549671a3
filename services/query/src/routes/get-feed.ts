import { ALGORITHMS } from '@emberlog/ranking';
import type { HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { csvOf } from '../feeds/csv.ts';
import type { FeedPage } from '../feeds/feed-page.ts';
import { jsonFeedOf } from '../feeds/json-feed.ts';
import { rssOf } from '../feeds/rss.ts';
import { readList } from '../list/answer-list.ts';
import { partsOf } from '../list/cut.ts';
import { atCut, ofOneModel } from '../position/at-cut.ts';
import { describeCut } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import type { ListSettings } from '../request/list-cursor.ts';
import { readFeedRequest } from '../request/read-list-request.ts';
import { baseOf } from './public-base.ts';
import { provenanceOf, sendText } from './send-answer.ts';

const FORMS = {
  rss: { render: rssOf, type: 'application/rss+xml; charset=utf-8', headers: {} },
  json: { render: jsonFeedOf, type: 'application/feed+json', headers: {} },
  csv: {
    render: csvOf,
    type: 'text/csv; charset=utf-8; header=present',
    headers: { 'Content-Disposition': 'attachment; filename="trending.csv"' },
  },
} as const;

/** `GET /v1/trending.rss`, `.json`, `.csv`: a ranked list, page by page, in another form. */
export const getFeed =
  (context: QueryContext, form: keyof typeof FORMS): Handler<HttpEnv> =>
  async (c) => {
    const now = context.clock();
    const { url } = c.req;
    const request = context.requests.get(url, () => readFeedRequest(url, context));
    const { settings, limit, last } = request;
    const { render, type, headers } = FORMS[form];
    const home = baseOf(context, url);
    const here = `${home}/v1/trending.${form}`;
    const self = `${here}${new URL(url).search}`;
    const asked = { pins: request, now, caller: c.req.raw };
    return await atCut(context, asked, async (cut) => {
      const [answer, freshness] = await Promise.all([
        context.answers.text([form, self, settings, limit, last, ...partsOf(cut)], async () => {
          const read = async () => await readList(context, request, cut);
          const { listed, next_cursor: cursor } = await ofOneModel(context, cut, read);
          const next = cursor === null ? null : `${here}?limit=${limit}&cursor=${cursor}`;
          const page = { ...titlesOf(settings), home, self, next, asOf: cut.asOf, listed };
          return {
            text: render(page),
            headers: {
              ...headers,
              ...provenanceOf(describeCut(context, cut)),
              ...(next === null ? {} : { Link: `<${next}>; rel="next"` }),
            },
          };
        }),
        context.freshness(cut.ends),
      ]);
      return sendText(c, answer, type, freshness);
    });
  };

const titlesOf = (settings: ListSettings): Pick<FeedPage, 'title' | 'description'> => {
  const { title, words } = ALGORITHMS[settings.algorithm];
  const { organization, tag, q, listed_on: listedOn } = settings;
  const filters = [organization, tag, q, listedOn].filter((filter) => filter !== null);
  return { title: [title, ...filters].join(' · '), description: words };
};
