import { deliverEvents, type Client, type Delivery, type WireEvent } from '@emberlog/client';
import type { DemoHistory } from './demo-history.ts';

export type FillOptions = {
  /** Its key needs the scope `import`: most of the history is older than other keys may send. */
  readonly client: Pick<Client, 'sendEvents'>;
  readonly history: Pick<DemoHistory, 'total' | 'batches'>;
  /** Called after each batch that is durable. */
  readonly onProgress: (state: { readonly sent: number; readonly total: number }) => void;
  /** Pause before what was not stored is sent again. @default timers */
  readonly wait?: (ms: number) => Promise<unknown>;
};

const IN_FLIGHT = 3;
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

const deliver = async (
  batch: readonly WireEvent[],
  { client, wait }: FillOptions,
): Promise<string> => {
  const call = { attempts: ATTEMPTS, ...(wait === undefined ? {} : { wait }) };
  const { results, position } = await deliverEvents(client, batch, call);
  const refused = results.find(({ status }) => status === 'rejected');
  if (refused !== undefined) throw refusal(refused);
  return position ?? '';
};

const refusal = ({ id, error }: Delivery['results'][number]): Error =>
  new Error(
    `the event ${id ?? ''} was refused: ${error?.path ?? ''} ${error?.message ?? 'no reason given'}`,
  );
