import { setTimeout as delay } from 'node:timers/promises';
import { sendAll } from '../system/sender.ts';
import { SENDERS, type SoakEvents } from './soak-events.ts';

const BATCH = 100;

export type PacedSenders = {
  /** How many events of each sender are acknowledged. */
  readonly sent: () => readonly number[];
  /** Sends until `stop`, at most so many events a second together; null for as fast as it goes. */
  readonly run: (rate: number | null) => { readonly stop: () => Promise<string> };
};

export type PacedSendersOptions = {
  readonly url: string;
  readonly key: string;
  readonly eventAt: SoakEvents;
};

/** Senders that each keep their order, one batch after the other, resending what was not taken. */
export const createPacedSenders = ({ url, key, eventAt }: PacedSendersOptions): PacedSenders => {
  const sent = Array.from({ length: SENDERS }, () => 0);
  return {
    sent: () => sent,
    run: (rate) => {
      let stopped = false;
      const pause = rate === null ? 0 : (BATCH * SENDERS * 1000) / rate;
      const begin = performance.now();
      const send = async (sender: number): Promise<string> => {
        let position = '';
        for (let turn = 0; !stopped; turn++) {
          const from = sent[sender] ?? 0;
          const events = Array.from({ length: BATCH }, (_, at) => eventAt(sender, from + at));
          position = await sendAll({ url, key, events, batch: BATCH });
          sent[sender] = from + BATCH;
          // A sender that fell behind goes on at once: the rate is kept over the whole.
          await delay(Math.max(0, begin + (turn + 1) * pause - performance.now()));
        }
        return position;
      };
      const running = Promise.all(sent.map(async (_, sender) => await send(sender)));
      // Reported by `stop`; until then nobody waits for it.
      running.catch(() => undefined);
      return {
        stop: async () => {
          stopped = true;
          return (await running).at(-1) ?? '';
        },
      };
    },
  };
};
