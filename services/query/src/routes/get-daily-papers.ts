import type { HttpEnv } from '@emberlog/service-kit';
import type { Context, Handler } from 'hono';
import { readPapers } from '../papers/read-papers.ts';
import { readDailyRequest, readSearchRequest } from '../papers/papers-request.ts';
import { partsOf } from '../list/cut.ts';
import { atCut, ofOneModel } from '../position/at-cut.ts';
import { describeCut } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import { baseOf } from './public-base.ts';
import { provenanceOf, sendText } from './send-answer.ts';

/** `GET /api/daily_papers`: papers in the shape of the Hugging Face Hub, page by number. */
export const getDailyPapers =
  (context: QueryContext): Handler<HttpEnv, '/api/daily_papers'> =>
  async (c) =>
    await answerPapers(c, context, readDailyRequest);

/** `GET /api/papers/search`: papers that hold all words of `q`, the same way. */
export const searchPapers =
  (context: QueryContext): Handler<HttpEnv, '/api/papers/search'> =>
  async (c) =>
    await answerPapers(c, context, readSearchRequest);

const answerPapers = async (
  c: Context<HttpEnv>,
  context: QueryContext,
  readRequest: typeof readDailyRequest,
): Promise<Response> => {
  const now = context.clock();
  const { url, path } = c.req;
  const { request, pins } = readRequest(url, context);
  const here = `${baseOf(context, url)}${path}`;
  return await atCut(context, { pins, now, caller: c.req.raw }, async (cut) => {
    const question = ['papers', request, here, new URL(url).search, ...partsOf(cut)];
    const [answer, freshness] = await Promise.all([
      context.answers.text(question, async () => {
        const described = describeCut(context, cut);
        const read = async () => await readPapers(context, request, cut);
        const { papers, more } = await ofOneModel(context, cut, read);
        const next = nextPage(url, request.page + 1, described);
        return {
          text: JSON.stringify(papers),
          headers: {
            ...provenanceOf(described),
            ...(more ? { Link: `<${here}?${next}>; rel="next"` } : {}),
          },
        };
      }),
      context.freshness(cut.ends),
    ]);
    return sendText(c, answer, 'application/json', freshness);
  });
};

/** At the same cut, so that pages by the link are one list. */
const nextPage = (
  url: string,
  page: number,
  { as_of, position }: ReturnType<typeof describeCut>,
): string => {
  const parameters = new URL(url).searchParams;
  parameters.delete('after');
  parameters.set('p', String(page));
  parameters.set('as_of', as_of);
  parameters.set('position', position);
  return parameters.toString();
};
