/** Wakes the one who waits for work. */
export type Bell = {
  readonly ring: () => void;
  /** Resolves when it rings, or rang since the last wait; with `ms`, after that time at the latest. */
  readonly wait: (ms: number | null) => Promise<void>;
};

export const createBell = (): Bell => {
  let wake: () => void = () => undefined;
  let rang = false;
  return {
    ring: () => {
      rang = true;
      wake();
    },
    wait: async (ms) => {
      await new Promise<void>((resolve) => {
        const timer = ms === null ? null : setTimeout(resolve, ms);
        wake = () => {
          if (timer !== null) clearTimeout(timer);
          resolve();
        };
        if (rang) wake();
      });
      rang = false;
    },
  };
};
