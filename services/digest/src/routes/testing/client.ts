import type { Link } from '@emberlog/subscriptions';
import type { Started } from './start-routes.ts';

export const HTML = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

const PATH = '/v1/subscriptions';

/** The calls of a reader, as the tests make them. */
export const clientOf = ({ app, links, time, journal, subscriberOf }: Started) => {
  const post = async (
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    await app.request(PATH, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  const postForm = async (
    fields: Readonly<Record<string, string>> | string,
    headers: Readonly<Record<string, string>> = {},
    path = PATH,
  ): Promise<Response> =>
    await app.request(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  const at = async (
    name: string,
    token: string,
    init: RequestInit = { method: 'GET' },
  ): Promise<Response> => await app.request(`${PATH}/${name}?token=${token}`, init);

  const tokenOf = (link: Link): string => links.seal(link, time.now);
  /** As the mail that asks for a confirmation has it. */
  const confirmToken = async (email: string): Promise<string> => {
    const subscriber = await subscriberOf(email);
    const { pending } = journal.of(subscriber);
    const request = pending?.request ?? 'none';
    return links.seal({ kind: 'confirm', subscriber, request }, pending?.at ?? time.now);
  };
  const tokenFor = async (email: string, kind: 'preferences' | 'unsubscribe'): Promise<string> =>
    tokenOf({ kind, subscriber: await subscriberOf(email) });

  /** Somebody who asked and confirmed. */
  const subscribe = async (email: string, wish: object = { cadence: 'daily' }): Promise<string> => {
    await post({ email, ...wish });
    await at('confirm', await confirmToken(email), { method: 'POST' });
    const subscriber = await subscriberOf(email);
    if (journal.of(subscriber).active === null) throw new Error('not subscribed');
    return subscriber;
  };
  return { post, postForm, at, tokenOf, confirmToken, tokenFor, subscribe };
};
