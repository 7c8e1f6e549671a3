import type { IngestReply, IngestResult } from '@emberlog/api';
import type { CallOptions } from './call.ts';
import type { Client } from './client.ts';
import { EmberlogError } from './emberlog-error.ts';
import { waitOnTimer } from './retry.ts';
import type { WireEvent } from './wire-event.ts';

export type DeliveryOptions = CallOptions & {
  /** Pause before what was not stored is sent again. @default timers */
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
};

export type Delivery = {
  /** What became of each event, in the order given: accepted or rejected. */
  readonly results: readonly IngestResult[];
  /** Covers what was accepted; null when nothing was. */
  readonly position: string | null;
};

/** With pauses of 0.2 s, doubled each time: 25 s together. */
const ROUNDS = 8;

/**
 * Sends 1–1,000 events until each is durable or rejected: those the service could not store are
 * sent again, after a pause that doubles. Throws EmberlogError when it refuses the request as a
 * whole, stays away, or has not stored all after 8 rounds; sending all of them again then is safe.
 */
export const deliverEvents = async (
  client: Pick<Client, 'sendEvents'>,
  events: readonly WireEvent[],
  { wait = waitOnTimer, ...call }: DeliveryOptions = {},
): Promise<Delivery> => {
  const results: IngestResult[] = [];
  let open = events.map((event, place) => ({ event, place }));
  let position: string | null = null;
  for (let round = 1; open.length > 0; round++) {
    if (round > 1) await wait(50 * 2 ** round, call.signal);
    const sent = open.map(({ event }) => event);
    const reply = await sendOnce(client, sent, call);
    open = open.filter(({ place }, index) => {
      const result = reply.results[index];
      if (result === undefined || result.status === 'retry') return true;
      results[place] = result;
      if (result.status === 'accepted') position = reply.position;
      return false;
    });
    if (round === ROUNDS && open.length > 0) throw notStored(open.map(({ event }) => event));
  }
  return { results, position };
};

/** A request all of whose events were refused says of each why, like one that took some. */
const sendOnce = async (
  client: Pick<Client, 'sendEvents'>,
  events: readonly WireEvent[],
  call: CallOptions,
): Promise<Pick<IngestReply, 'results'> & { readonly position: string | null }> => {
  try {
    return await client.sendEvents(events, call);
  } catch (error) {
    if (!(error instanceof EmberlogError) || error.results.length === 0) throw error;
    return { results: [...error.results], position: null };
  }
};

const notStored = (open: readonly WireEvent[]): EmberlogError => {
  const first = open[0]?.id ?? 'one without an id';
  const message = `${open.length} events could not be stored in ${ROUNDS} rounds, the first is ${first}`;
  const unknown = { status: null, problem: null, retryAfterMs: null };
  return new EmberlogError(message, { ...unknown, retryable: true });
};
