import { expect } from 'vitest';
import { readList } from '../../system/read-list.ts';
import { referenceList } from '../../system/reference-list.ts';
import type { Scenario, WireEvent } from '../../system/scenario.ts';
import type { Product } from '../../system/product.ts';

const HOUR = 3_600_000;

export type Answer = {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
};

/** One request with these events, not repeated whatever the answer. */
export const post = async (
  { url }: Pick<Product, 'url'>,
  key: string,
  events: readonly WireEvent[],
): Promise<Answer> => {
  const reply = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify(events),
  });
  return {
    status: reply.status,
    retryAfter: reply.headers.get('Retry-After'),
    body: await reply.text(),
  };
};

/** What `/readyz` says: the reasons of all that is missing, empty when it is ready. */
export const notReadyBecause = async ({ url }: Pick<Product, 'url'>): Promise<string> => {
  const reply = await fetch(`${url}/readyz`);
  const { missing = [] } = (await reply.json()) as { missing?: { reason: string }[] };
  expect(reply.status).toBe(missing.length === 0 ? 200 : 503);
  return missing.map(({ reason }) => reason).join(' · ');
};

/** Every score at several times and half-lives is that of the independent fold. */
export const expectFold = async (
  { url }: Pick<Product, 'url'>,
  scenario: Scenario,
  { now, after }: { readonly now: number; readonly after: string },
): Promise<void> => {
  const cases = [
    [now, 48],
    [now - 24 * HOUR, 6],
  ] as const;
  for (const [asOf, hours] of cases) {
    const as_of = new Date(asOf).toISOString();
    const options = { after, as_of, half_life: `${hours}h`, limit: 100, explain: true };
    const { items } = await readList(url, options);
    const got = items.map(({ id, rank, score, upvotes, explain }) => ({
      id,
      rank,
      integer: explain?.score,
      score,
      upvotes,
    }));
    expect(got).toEqual(referenceList(scenario, asOf, hours * HOUR));
    expect(got.length).toBeGreaterThan(10);
  }
};
