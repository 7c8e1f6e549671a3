import { itemId } from '@emberlog/events';
import { createProblem, readQuery, type HttpEnv } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import { readItemFacts } from '../list/item-facts.ts';
import { paperReplyOf } from '../papers/paper.ts';
import { partsOf } from '../list/cut.ts';
import { atCut, ofOneModel } from '../position/at-cut.ts';
import { describeCut } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import { pinsOf, pinsQuery } from '../request/read-list-request.ts';
import { provenanceOf, sendText } from './send-answer.ts';

/** `GET /api/papers/:id`: an item in the shape of the Hugging Face Hub; its id may hold slashes. */
export const getPaper =
  (context: QueryContext): Handler<HttpEnv, '/api/papers/:id{.+}'> =>
  async (c) => {
    const { reader, viewRetentionMs } = context;
    const now = context.clock();
    const pins = pinsOf(readQuery(c, pinsQuery(context, null), { unknown: 'ignore' }));
    const id = c.req.param('id');
    if (!itemId.safeParse(id).success) throw notFound();
    return await atCut(context, { pins, now, caller: c.req.raw }, async (cut) => {
      const times = { earlier: cut.asOf, viewRetentionMs };
      const read = async () => await readItemFacts(reader, cut, [id], times);
      const [answer, freshness] = await Promise.all([
        context.answers.text(['paper', id, ...partsOf(cut)], async () => {
          const item = (await ofOneModel(context, cut, read)).get(id);
          if (item === undefined) throw notFound();
          const headers = provenanceOf(describeCut(context, cut));
          return { text: JSON.stringify(paperReplyOf(item)), headers };
        }),
        context.freshness(cut.ends),
      ]);
      return sendText(c, answer, 'application/json', freshness);
    });
  };

const notFound = (): Error => createProblem({ status: 404, detail: 'there is no such paper' });
