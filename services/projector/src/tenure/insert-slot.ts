/** Room for one insert in flight. */
export type InsertSlot = {
  /** Waits for the insert before, then starts this one and does not wait for it. */
  readonly start: (insert: () => Promise<void>) => Promise<void>;
  /** Resolves when none is in flight; rejects, like `start`, for ever once one has failed. */
  readonly settled: () => Promise<void>;
};

/** `onFailed` hears of a failure at once: no next batch may come that would find out. */
export const createInsertSlot = (onFailed: (error: unknown) => void): InsertSlot => {
  let running = Promise.resolve();
  return {
    start: async (insert) => {
      await running;
      running = insert();
      running.catch(onFailed);
    },
    settled: async () => await running,
  };
};
