import { type Client, EmberlogError, type WireEvent } from '@emberlog/client';
import type { Entry, Rejection } from './rejection.ts';

export type SendDeps = {
  readonly client: Pick<Client, 'sendEvents'>;
  /** Pause before what was not stored is sent again. */
  readonly wait: (ms: number) => Promise<unknown>;
};

export type Sent = {
  readonly accepted: number;
  readonly rejections: readonly Rejection[];
  /** Covers what was accepted; null when nothing was. */
  readonly position: string | null;
};

const ROUNDS = 8;
const NOTHING: Sent = { accepted: 0, rejections: [], position: null };

/**
 * Sends entries until each is durable or rejected. Throws EmberlogError when the service refuses
 * the sender, or stays away; sending the same entries again then is safe.
 */
export const sendEntries = async (entries: readonly Entry[], deps: SendDeps): Promise<Sent> => {
  let open = entries;
  let sent = NOTHING;
  for (let round = 1; open.length > 0; round++) {
    const reply = await request(open, deps);
    if ('sent' in reply) return joined(sent, reply.sent);
    const { results, position } = reply;
    const rejections = open.flatMap(({ line }, index): Rejection[] => {
      const result = results[index];
      if (result?.status !== 'rejected') return [];
      const { path = '', code = 'rejected', message = 'no reason given' } = result.error ?? {};
      return [{ line, id: result.id, path: withinEvent(path), code, message }];
    });
    const accepted = results.filter(({ status }) => status === 'accepted').length;
    sent = joined(sent, { accepted, rejections, position: accepted > 0 ? position : null });
    const again = open.filter((_, index) => {
      const status = results[index]?.status;
      return status !== 'accepted' && status !== 'rejected';
    });
    if (again.length > 0) {
      if (round === ROUNDS) throw notStored(again.length);
      await deps.wait(100 * 2 ** round);
    }
    open = again;
  }
  return sent;
};

type Reply = Awaited<ReturnType<Client['sendEvents']>>;

/** One request; one refused as a whole is taken apart until the event to blame is alone. */
const request = async (
  entries: readonly Entry[],
  deps: SendDeps,
): Promise<Reply | { readonly sent: Sent }> => {
  try {
    // Lines are sent as they are: the server is the one to judge them.
    return await deps.client.sendEvents(entries.map(({ event }) => event as WireEvent));
  } catch (error) {
    if (!(error instanceof EmberlogError)) throw error;
    if (error.status !== 400 && error.status !== 413) throw error;
    if (error.results.length > 0) return { results: [...error.results], position: '' };
    const [first] = entries;
    if (first !== undefined && entries.length === 1) {
      const { path, code, message } = error.problem?.errors[0] ?? fallback(error);
      const rejection = { line: first.line, id: null, path: withinEvent(path), code, message };
      return { sent: { accepted: 0, rejections: [rejection], position: null } };
    }
    const middle = Math.ceil(entries.length / 2);
    const before = await sendEntries(entries.slice(0, middle), deps);
    return { sent: joined(before, await sendEntries(entries.slice(middle), deps)) };
  }
};

const fallback = (error: EmberlogError) => ({
  path: '',
  code: `status_${error.status ?? 0}`,
  message: error.message,
});

const joined = (a: Sent, b: Sent): Sent => ({
  accepted: a.accepted + b.accepted,
  rejections: [...a.rejections, ...b.rejections],
  position: b.position ?? a.position,
});

/** `/events/3/data/title` speaks of the request; the file has lines instead. */
const withinEvent = (path: string): string => path.replace(/^(\/events)?\/\d+/, '');

const notStored = (count: number): EmberlogError =>
  new EmberlogError(`${count} events could not be stored after ${ROUNDS} attempts`, {
    status: null,
    problem: null,
    retryable: true,
    retryAfterMs: null,
  });
