/** Lets so many work at a time, the others wait in order of arrival. */
export type Lanes = {
  /** Rejects with the signal's reason when it ends before the turn came. */
  use<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
};

export const createLanes = (count: number): Lanes => {
  let free = count;
  const waiting = new Set<() => void>();
  const turn = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(enter);
        reject(signal.reason as Error);
      };
      const enter = (): void => {
        waiting.delete(enter);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  const give = (): void => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };
  return {
    use: async (signal, work) => {
      await turn(signal);
      try {
        return await work();
      } finally {
        give();
      }
    },
  };
};
