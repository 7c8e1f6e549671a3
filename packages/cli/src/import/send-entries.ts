import { type Client, deliverEvents, EmberlogError, type WireEvent } from '@emberlog/client';
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

const NOTHING: Sent = { accepted: 0, rejections: [], position: null };

/**
 * Sends entries until each is durable or rejected. Throws EmberlogError when the service refuses
 * the sender, or stays away; sending the same entries again then is safe.
 */
export const sendEntries = async (entries: readonly Entry[], deps: SendDeps): Promise<Sent> => {
  if (entries.length === 0) return NOTHING;
  try {
    // Lines are sent as they are: the server is the one to judge them.
    const events = entries.map(({ event }) => event as WireEvent);
    const { results, position } = await deliverEvents(deps.client, events, { wait: deps.wait });
    const rejections = entries.flatMap(({ line }, index): Rejection[] => {
      const result = results[index];
      if (result?.status !== 'rejected') return [];
      const { path = '', code = 'rejected', message = 'no reason given' } = result.error ?? {};
      return [{ line, id: result.id, path: withinEvent(path), code, message }];
    });
    return { accepted: entries.length - rejections.length, rejections, position };
  } catch (error) {
    if (!(error instanceof EmberlogError)) throw error;
    if (error.status !== 400 && error.status !== 413) throw error;
    return await apart(entries, error, deps);
  }
};

/** A request refused as a whole is taken apart until the event to blame is alone. */
const apart = async (
  entries: readonly Entry[],
  error: EmberlogError,
  deps: SendDeps,
): Promise<Sent> => {
  const [first] = entries;
  if (first !== undefined && entries.length === 1) {
    const { path, code, message } = error.problem?.errors[0] ?? fallback(error);
    const rejection = { line: first.line, id: null, path: withinEvent(path), code, message };
    return { ...NOTHING, rejections: [rejection] };
  }
  const middle = Math.ceil(entries.length / 2);
  const before = await sendEntries(entries.slice(0, middle), deps);
  const after = await sendEntries(entries.slice(middle), deps);
  return {
    accepted: before.accepted + after.accepted,
    rejections: [...before.rejections, ...after.rejections],
    position: after.position ?? before.position,
  };
};

const fallback = (error: EmberlogError) => ({
  path: '',
  code: `status_${error.status ?? 0}`,
  message: error.message,
});

/** `/events/3/data/title` speaks of the request; the file has lines instead. */
const withinEvent = (path: string): string => path.replace(/^(\/events)?\/\d+/, '');
