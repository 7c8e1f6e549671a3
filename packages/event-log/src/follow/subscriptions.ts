import type { FollowOptions, Subscription } from '../event-log.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { createAppendSignal } from './append-signal.ts';
import type { DurableRecords } from './durable-records.ts';
import { subscribe } from './subscribe.ts';

/** The subscriptions of one open log: woken together, ended together. */
export type Subscriptions<T extends string> = {
  follow(options: FollowOptions<T>): Subscription;
  /** New durable records are there. */
  wake(): void;
  /** Ends all; resolves after the calls in flight. Later ones reject with `LogUnavailableError`. */
  close(): Promise<void>;
};

export function createSubscriptions<T extends string>(store: DurableRecords<T>): Subscriptions<T> {
  const signal = createAppendSignal();
  const open = new Set<Subscription>();
  let closed = false;

  return {
    follow(options) {
      if (closed) return refused();
      const subscription = subscribe(store, signal, options, () => open.delete(subscription));
      open.add(subscription);
      return subscription;
    },
    wake: () => signal.ring(),
    async close() {
      closed = true;
      await Promise.all([...open].map((subscription) => subscription.close()));
    },
  };
}

/** What `follow` of a closed log gives. */
export const refused = (): Subscription => ({
  done: Promise.reject(new LogUnavailableError('the log is closed')),
  close: () => Promise.resolve(),
});
