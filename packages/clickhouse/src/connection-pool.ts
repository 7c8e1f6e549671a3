/** Lends each member to one user at a time, waiting users in order of arrival. */
export type ConnectionPool<C> = {
  use<T>(work: (connection: C) => Promise<T>): Promise<T>;
};

/** A pool over connections that are already open; it neither opens nor closes any. */
export const createConnectionPool = <C>(connections: readonly C[]): ConnectionPool<C> => {
  const idle = [...connections];
  const waiting: ((connection: C) => void)[] = [];
  const take = async (): Promise<C> => {
    const free = idle.pop();
    return free ?? (await new Promise<C>((resolve) => waiting.push(resolve)));
  };
  const give = (connection: C): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(connection);
    else next(connection);
  };
  return {
    use: async (work) => {
      const connection = await take();
      try {
        return await work(connection);
      } finally {
        give(connection);
      }
    },
  };
};
