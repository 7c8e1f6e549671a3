/** Lends each member to one user at a time, waiting users in order of arrival. */
export type ConnectionPool<C> = {
  /** Rejects with the signal's reason when it ends before a member was free. */
  use<T>(work: (connection: C) => Promise<T>, signal?: AbortSignal): Promise<T>;
};

/** A pool over connections that are already open; it neither opens nor closes any. */
export const createConnectionPool = <C>(connections: readonly C[]): ConnectionPool<C> => {
  const idle = [...connections];
  const waiting = new Set<(connection: C) => void>();
  const turn = async (signal?: AbortSignal): Promise<C> =>
    await new Promise<C>((resolve, reject) => {
      const enter = (connection: C): void => {
        signal?.removeEventListener('abort', leave);
        resolve(connection);
      };
      const leave = (): void => {
        waiting.delete(enter);
        reject(signal?.reason as Error);
      };
      waiting.add(enter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  const take = async (signal?: AbortSignal): Promise<C> => {
    signal?.throwIfAborted();
    return idle.pop() ?? (await turn(signal));
  };
  const give = (connection: C): void => {
    const [next] = waiting;
    if (next === undefined) idle.push(connection);
    else {
      waiting.delete(next);
      next(connection);
    }
  };
  return {
    use: async (work, signal) => {
      const connection = await take(signal);
      try {
        return await work(connection);
      } finally {
        give(connection);
      }
    },
  };
};
