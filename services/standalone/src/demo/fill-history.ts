import type { Client, WireEvent } from '@emberlog/client';
import { EmberlogError } from '@emberlog/client';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoHistory } from './demo-history.ts';

export type FillOptions = {
  /** Its key needs the scope `import`: most of the history is older than other keys may send. */
  readonly client: Pick<Client, 'sendEvents'>;
  readonly history: Pick<DemoHistory, 'total' | 'batches'>;
  /** Called after each batch that is durable. */
  readonly onProgress: (state: { readonly sent: number; readonly total: number }) => void;
  /** Pause before the refused part of a batch is sent again. @default timers */
  readonly wait?: (ms: number) => Promise<unknown>;
};

const IN_FLIGHT = 3;
const ROUNDS = 10;
/** Each request pauses longer after each failure; together about half a minute. */
const ATTEMPTS = 8;

/**
 * Sends a history, several batches at a time, and resolves with the position that covers it all.
 * Rejects when an event is refused for good, naming it, or when the service stays away. Sending
 * the whole history again then is safe: the ids are the same.
 */
export const fillHistory = async (options: FillOptions): Promise<{ readonly position: string }> => {
  const { history, onProgress } = options;
  const inFlight = new Set<Promise<string>>();
  let sent = 0;
  const send = async (batch: readonly WireEvent[]): Promise<string> => {
    const position = await deliver(batch, options);
    sent += batch.length;
    onProgress({ sent, total: history.total });
    return position;
  };
  let last: readonly WireEvent[] = [];
  for (const batch of history.batches()) {
    if (last.length > 0) {
      const sending = send(last);
      inFlight.add(sending);
      void sending.then(
        () => inFlight.delete(sending),
        () => undefined,
      );
    }
    last = batch;
    if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
  // Alone and after all others: its position covers theirs.
  return { position: await send(last) };
};

const deliver = async (batch: readonly WireEvent[], options: FillOptions): Promise<string> => {
  const { client, wait = delay } = options;
  let open = batch;
  for (let round = 1; round <= ROUNDS; round++) {
    const { results, position } = await named(open, client);
    const rejected = results.findIndex(({ status }) => status === 'rejected');
    if (rejected >= 0) throw refusal(open[rejected]?.id, results[rejected]?.error);
    open = open.filter((_, index) => results[index]?.status !== 'accepted');
    if (open.length === 0) return position;
    await wait(100 * 2 ** round);
  }
  throw new Error(`the event ${open[0]?.id ?? ''} could not be stored after ${ROUNDS} attempts`);
};

/** Sends; a batch refused as a whole names the first event that was. */
const named = async (batch: readonly WireEvent[], client: FillOptions['client']) => {
  try {
    return await client.sendEvents(batch, { attempts: ATTEMPTS });
  } catch (cause) {
    const results = cause instanceof EmberlogError ? cause.results : [];
    const rejected = results.findIndex(({ status }) => status === 'rejected');
    if (rejected < 0) throw cause;
    throw refusal(batch[rejected]?.id, results[rejected]?.error, cause);
  }
};

type Fault = { readonly path: string; readonly message: string };

const refusal = (id: string | undefined, fault: Fault | undefined, cause?: unknown): Error =>
  new Error(
    `the event ${id ?? ''} was refused: ${fault?.path ?? ''} ${fault?.message ?? 'no reason given'}`,
    { cause },
  );
