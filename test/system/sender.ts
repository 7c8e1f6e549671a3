import { setTimeout as delay } from 'node:timers/promises';
import type { WireEvent } from './scenario.ts';

export type SenderOptions = {
  readonly url: string;
  readonly key: string;
  readonly events: readonly WireEvent[];
  readonly batch: number;
  /** Ends the resending; the call rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called after each acknowledged batch with what was sent so far. */
  readonly onProgress?: (sent: number) => void;
};

/** Of these nothing was taken: a request that came too slowly, as when the server stood still, or too early. */
const AGAIN = new Set([408, 429, 503]);

/**
 * Sends events in order, one batch at a time, each again with the same ids until it is
 * acknowledged: what a careful client does when the server dies under it. Resolves with the last
 * position, rejects when an event is refused.
 */
export const sendAll = async (options: SenderOptions): Promise<string> => {
  let position = '';
  for (let from = 0; from < options.events.length; from += options.batch) {
    const events = options.events.slice(from, from + options.batch);
    position = await sendOnce(options, events);
    options.onProgress?.(from + events.length);
  }
  return position;
};

const sendOnce = async (
  { url, key, signal }: SenderOptions,
  events: readonly WireEvent[],
): Promise<string> => {
  for (;;) {
    signal?.throwIfAborted();
    const answer = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      body: JSON.stringify(events),
    })
      .then(async (reply) => ({ status: reply.status, body: await reply.text() }))
      .catch(() => null);
    if (answer?.status === 202) return (JSON.parse(answer.body) as { position: string }).position;
    if (answer !== null && !AGAIN.has(answer.status)) {
      throw new Error(`${answer.status}: ${answer.body}`);
    }
    await delay(10);
  }
};
