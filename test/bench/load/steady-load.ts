/**
 * Events at a steady rate against a running product, in requests of a few events each, whatever the
 * product's own pace. A process of its own, so that it waits for nobody.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { answerParent } from '../servers/answer-parent.ts';
import { wireEventsOf } from './wire-events.ts';

export type SteadyLoad = {
  readonly url: string;
  readonly key: string;
  /** Events per second. */
  readonly rate: number;
  /** Events of one request. */
  readonly batch: number;
  readonly items: number;
};

export type SteadyLoadResult = {
  /** Events acknowledged since it was started or last asked, per second. */
  readonly rate: number;
};

let stopped = false;
let acknowledged = 0;
let since = performance.now();

const run = async ({ url, key, rate, batch, items }: SteadyLoad): Promise<void> => {
  const pause = (batch / rate) * 1000;
  const begin = performance.now();
  const send = async (at: number): Promise<void> => {
    const events = wireEventsOf({ seed: at, count: batch, now: Date.now(), items, actors: 5_000 });
    const reply = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      body: JSON.stringify(events),
    });
    await reply.text();
    if (reply.status !== 202) throw new Error(`the load was answered ${reply.status}`);
    acknowledged += batch;
  };
  for (let at = 0; !stopped; at++) {
    void send(at).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
    await delay(Math.max(0, begin + (at + 1) * pause - performance.now()));
  }
};

answerParent(null, (question) => {
  if (question === 'stop') stopped = true;
  else if (question !== 'rate') {
    acknowledged = 0;
    since = performance.now();
    void run(question as SteadyLoad);
  }
  const result: SteadyLoadResult = { rate: (acknowledged * 1000) / (performance.now() - since) };
  acknowledged = 0;
  since = performance.now();
  return result;
});
