/** Wakes whoever waits for records. Waking is a hint: the woken looks again for itself. */
export type AppendSignal = {
  ring(): void;
  /** Resolves at the next `ring`. */
  next(): Promise<void>;
};

export function createAppendSignal(): AppendSignal {
  let waiting: (() => void)[] = [];
  return {
    ring() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    next: () => new Promise((resolve) => void waiting.push(resolve)),
  };
}
