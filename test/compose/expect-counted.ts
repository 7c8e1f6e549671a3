import assert from 'node:assert/strict';
import { waitUntil } from '@emberlog/testing';
import { readList } from '../system/read-list.ts';
import type { WireEvent } from '../system/scenario.ts';
import { sendAll } from '../system/sender.ts';
import type { Stack } from './stack.ts';

const MINUTE = 60_000;
const PAPERS = 5;

/** Papers, and for each a different number of votes: paper n has n votes a round. */
const papers = (now: number): WireEvent[] =>
  Array.from({ length: PAPERS }, (_, n) => ({
    id: `paper-${n}`,
    type: 'item.published',
    subject: `paper-${n}`,
    time: new Date(now - 60 * MINUTE).toISOString(),
    data: { title: `Paper number ${n}` },
  }));

const votes = (now: number, round: number): WireEvent[] =>
  Array.from({ length: PAPERS }, (_, n) =>
    Array.from({ length: n }, (_each, voter) => ({
      id: `vote-${round}-${n}-${voter}`,
      type: 'item.upvoted',
      subject: `paper-${n}`,
      time: new Date(now - 30 * MINUTE).toISOString(),
      data: { actor: `voter-${round}-${voter}` },
    })),
  ).flat();

/**
 * Sends the papers and one round of votes, every one twice, then reads its own write: throws unless
 * each paper has exactly the votes of all rounds up to this one.
 */
export const expectCounted = async (
  { collectorUrl, queryUrl, keys }: Stack,
  round: number,
): Promise<void> => {
  const now = Date.now();
  const cast = votes(now, round);
  const events = [...papers(now), ...cast, ...cast];
  const key = keys['write'] ?? '';
  const after = await sendAll({ url: collectorUrl, key, events, batch: 10 });
  const params = { algorithm: 'top@1', window: 'all', after };
  // A projector that was just killed may need longer than one request waits.
  const { items } = await waitUntil(
    async () => await readList(queryUrl, params).catch(() => null),
    {
      timeoutMs: 120_000,
      what: 'the votes to be counted',
    },
  );
  const counted = items.map(({ id, upvotes }) => [id, upvotes]);
  const expected = papers(now).map(({ subject }, n) => [subject, n * round]);
  assert.deepEqual(counted, expected.reverse());
};

/** Throws unless the page lists every paper. */
export const expectPage = async ({ dashboardUrl }: Stack): Promise<void> => {
  const reply = await fetch(dashboardUrl);
  assert.equal(reply.status, 200);
  const page = await reply.text();
  for (const { data } of papers(0)) assert.ok(page.includes(String(data['title'])), page);
};

/** Votes on the page for the paper without votes and takes that back; throws unless both count. */
export const expectVoteOnPage = async ({ dashboardUrl }: Stack): Promise<void> => {
  let cookie = '';
  for (const [vote, upvotes] of [
    ['up', 1],
    ['retract', 0],
  ] as const) {
    const reply = await fetch(new URL('/vote', dashboardUrl), {
      method: 'POST',
      headers: { Accept: 'application/json', Cookie: cookie },
      body: new URLSearchParams({ item: 'paper-0', vote }),
    });
    cookie = reply.headers
      .getSetCookie()
      .flatMap((line) => line.split(';').slice(0, 1))
      .join('; ');
    assert.deepEqual(await reply.json(), { item: 'paper-0', voted: vote === 'up', upvotes });
  }
};
