/** Does what belongs to one key one after the other; what belongs to others does not wait. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Keys are known only while something of theirs is done or waits. */
export const createTurns = (): Turns => {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
};
