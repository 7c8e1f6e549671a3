import { ingestReply, itemReply } from '@emberlog/api';
import { nastyTitles } from '@emberlog/testing';
import { describe, expect, test } from 'vitest';
import { readList } from './read-list.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** A running product, in one process or several. */
export type Site = {
  readonly ingestUrl: string;
  readonly queryUrl: string;
  /** With the scope `import` or `write`. */
  readonly key: string;
  /** Its wall clock, ms UTC. */
  readonly clock: () => number;
};

let serial = 0;

/** Sends events under new ids. */
const send = async (
  { ingestUrl, key }: Pick<Site, 'ingestUrl' | 'key'>,
  ...events: readonly object[]
): Promise<{ status: number; body: unknown }> => {
  const reply = await fetch(`${ingestUrl}/v1/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify(events.map((event) => ({ id: `e${(serial += 1)}`, ...event }))),
  });
  return { status: reply.status, body: await reply.json() };
};

/** Sends events that must all be accepted; gives the position that covers them. */
export const accept = async (
  site: Pick<Site, 'ingestUrl' | 'key'>,
  ...events: readonly object[]
): Promise<string> => {
  const { status, body } = await send(site, ...events);
  expect(body).toMatchObject({ results: events.map(() => ({ status: 'accepted' })) });
  expect(status).toBe(202);
  return ingestReply.parse(body).position;
};

export const publish = (subject: string, data: object): object => ({
  type: 'item.published',
  subject,
  data,
});
export const vote = (subject: string, actor: string): object => ({
  type: 'item.upvoted',
  subject,
  data: { actor },
});

const item = async ({ queryUrl }: Site, id: string, query = '') => {
  const reply = await fetch(`${queryUrl}/v1/items/${encodeURIComponent(id)}${query}`);
  return { status: reply.status, body: await reply.json() };
};

/** What goes in by events and comes out by questions, whatever the product consists of. */
export const describeRoundTrips = (siteNow: () => Site): void => {
  const at = (minutes: number): string =>
    new Date(siteNow().clock() + minutes * MINUTE).toISOString();

  describe('texts come back as they went in', () => {
    test.each(nastyTitles.map((title, n) => [title, `nasty/${n}.a:b-c_d`] as const))(
      '%j',
      async (title, id) => {
        const site = siteNow();
        const organization = { name: title.slice(0, 100), fullname: title };
        const after = await accept(
          site,
          publish(id, {
            title,
            summary: title,
            authors: [title.slice(0, 100)],
            tags: [title.slice(0, 50)],
            organization,
          }),
          vote(id, title.slice(0, 100)),
        );
        await readList(site.queryUrl, { after, limit: 1 });
        const found = await item(site, id);
        expect(found.status).toBe(200);
        expect(itemReply.parse(found.body)).toMatchObject({
          id,
          title,
          summary: title,
          authors: [title.slice(0, 100)],
          tags: [title.slice(0, 50)],
          organization,
          upvotes: 1,
        });
        const byTag = await readList(site.queryUrl, { tag: title.slice(0, 50) });
        const byOrganization = await readList(site.queryUrl, { organization: organization.name });
        for (const { items } of [byTag, byOrganization]) {
          expect(items.find((found) => found.id === id)?.title).toBe(title);
        }
      },
    );
  });

  test('of a mixed batch each bad event names its field and rule, and each good one counts', async () => {
    const site = siteNow();
    const { status, body } = await send(
      site,
      publish('mixed', { title: 'Mixed' }),
      vote('mixed', 'ann'),
      vote('mixed', ''),
      { type: 'item.liked', subject: 'mixed', data: { actor: 'x' } },
      publish('mixed', { title: 'x'.repeat(501) }),
      publish('mixed', { url: 'javascript:alert(1)' }),
      { ...vote('mixed', 'bob'), time: at(6) },
      { ...vote('mixed', 'cid'), time: new Date(site.clock() - 450 * DAY).toISOString() },
      vote('mixed', 'dan'),
    );
    expect(status).toBe(207);
    const { results, position } = ingestReply.parse(body);
    expect(results.map((result) => result.error?.path ?? result.status)).toEqual([
      'accepted',
      'accepted',
      '/2/data/actor',
      '/3/type',
      '/4/data/title',
      '/5/data/url',
      '/6/time',
      '/7/time',
      'accepted',
    ]);
    expect(results[6]?.error?.code).toBe('time_in_future');
    expect(results[7]?.error?.code).toBe('too_old');
    const reply = await item(site, 'mixed', `?after=${position}`);
    expect(itemReply.parse(reply.body).upvotes).toBe(2);
  });

  describe('an item', () => {
    test('published after its first votes is listed with them', async () => {
      const site = siteNow();
      const early = await accept(site, vote('late-title', 'ann'), vote('late-title', 'bob'));
      expect((await item(site, 'late-title', `?after=${early}`)).status).toBe(404);
      const after = await accept(site, publish('late-title', { title: 'Late' }));
      const { body } = await item(site, 'late-title', `?after=${after}`);
      expect(itemReply.parse(body).upvotes).toBe(2);
    });

    test('never published is in no list', async () => {
      const site = siteNow();
      const after = await accept(site, vote('nameless', 'ann'));
      const { items } = await readList(site.queryUrl, { after, limit: 100 });
      expect(items.map(({ id }) => id)).not.toContain('nameless');
      expect((await item(site, 'nameless')).status).toBe(404);
    });

    test('that was withdrawn is gone from then on, and still there before', async () => {
      const site = siteNow();
      const [earlier, between] = [at(-10), at(-5)];
      await accept(
        site,
        { ...publish('gone', { title: 'Gone' }), time: earlier },
        { ...vote('gone', 'ann'), time: earlier },
      );
      const after = await accept(site, { type: 'item.withdrawn', subject: 'gone', data: {} });
      const later = await readList(site.queryUrl, { after, limit: 100 });
      const back = await readList(site.queryUrl, { after, as_of: between, limit: 100 });
      const ids = (reply: typeof later) => reply.items.map(({ id }) => id);
      expect(ids(later)).not.toContain('gone');
      expect(ids(back)).toContain('gone');
    });

    test('with a corrected title has each title at its time', async () => {
      const site = siteNow();
      const [earlier, between] = [at(-10), at(-5)];
      const url = 'https://example.org/a';
      await accept(site, { ...publish('typo', { title: 'Tpyo', url }), time: earlier });
      const after = await accept(site, publish('typo', { title: 'Typo' }));
      const seen = async (query: string) => itemReply.parse((await item(site, 'typo', query)).body);
      expect(await seen(`?after=${after}`)).toMatchObject({ title: 'Typo', url });
      expect(await seen(`?as_of=${between}`)).toMatchObject({ title: 'Tpyo' });
    });
  });
};
