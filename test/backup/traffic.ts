import { setTimeout as delay } from 'node:timers/promises';
import { createSoakEvents, SENDERS, soakItems } from '../soak/soak-events.ts';
import { sendAll } from '../system/sender.ts';

/** Events that are sent until it is told to stop: some hundreds a second, views and votes. */
export type Traffic = {
  /** Ids that were answered `accepted` so far. */
  readonly accepted: () => readonly string[];
  readonly stop: () => Promise<void>;
};

const BATCH = 15;
const PAUSE_MS = 100;

/** Publishes the items, then sends for each of four senders; events lie in the hour before `start`. */
export const startTraffic = async (url: string, key: string, start: number): Promise<Traffic> => {
  const eventAt = createSoakEvents(start);
  const accepted: string[] = [];
  await sendAll({ url, key, events: soakItems(start), batch: 100 });
  let isOver = false;
  const sender = async (of: number): Promise<void> => {
    for (let at = 0; !isOver; at += BATCH) {
      const events = Array.from({ length: BATCH }, (_, n) => eventAt(of, at + n));
      await sendAll({ url, key, events, batch: BATCH });
      accepted.push(...events.map(({ id }) => id));
      await delay(PAUSE_MS);
    }
  };
  const sending = Array.from({ length: SENDERS }, async (_, of) => await sender(of));
  return {
    accepted: () => [...accepted],
    stop: async () => {
      isOver = true;
      await Promise.all(sending);
    },
  };
};
