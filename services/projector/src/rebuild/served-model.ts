import { readServedModel } from '@emberlog/clickhouse';
import type { Engine } from '../engine/guard-engine.ts';

/** Which read model the tables are, as this process knows it. */
export type ServedModel = {
  /** Number of the definitions that the tables are made by; waits while tables are exchanged. */
  readonly read: () => Promise<number>;
  /** Runs the statement that exchanges tables: whoever read of both sides finds another number. */
  readonly exchange: (statement: () => Promise<void>) => Promise<void>;
};

/** `onExchanged` hears of every exchange, also of one whose answer was lost. */
export const createServedModel = ({ reader }: Engine, onExchanged: () => void): ServedModel => {
  let known: Promise<number> | null = null;
  let exchanging: Promise<void> = Promise.resolve();
  return {
    read: async () => {
      await exchanging;
      const reading = (known ??= readServedModel(reader));
      reading.catch(() => {
        if (known === reading) known = null;
      });
      return await reading;
    },
    exchange: async (statement) => {
      const done = statement().finally(() => {
        known = null;
      });
      exchanging = done.catch(() => undefined);
      try {
        await done;
      } finally {
        onExchanged();
      }
    },
  };
};
