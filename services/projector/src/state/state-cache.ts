import { LRUCache } from 'lru-cache';

/** States that a batch works on and changes in place. */
type Hold<S> = {
  /** Throws for a key that was not asked for. */
  readonly get: (key: string) => S;
  readonly release: () => void;
};

/**
 * States by key: those held by a batch that is not yet committed stay, of the others the most
 * recently used. Anything forgotten is loaded again.
 */
export type StateCache<K, S> = {
  /** Holds the states of all keys; `load` gets what must be read, and leaves out what is empty. */
  readonly hold: (
    wanted: ReadonlyMap<string, K>,
    load: (absent: readonly K[]) => Promise<ReadonlyMap<string, S>>,
  ) => Promise<Hold<S>>;
};

export type StateCacheOptions<S> = {
  /** Entries that all idle states together may have. */
  readonly maxEntries: number;
  readonly entriesOf: (state: S) => number;
  readonly empty: () => S;
};

export const createStateCache = <K, S extends object>({
  maxEntries,
  entriesOf,
  empty,
}: StateCacheOptions<S>): StateCache<K, S> => {
  const held = new Map<string, { readonly state: S; holders: number }>();
  const idle = new LRUCache<string, S>({ maxSize: maxEntries });

  const grab = (key: string): boolean => {
    const busy = held.get(key);
    if (busy !== undefined) {
      busy.holders += 1;
      return true;
    }
    const state = idle.get(key);
    if (state === undefined) return false;
    idle.delete(key);
    held.set(key, { state, holders: 1 });
    return true;
  };

  const letGo = (key: string): void => {
    const busy = held.get(key);
    if (busy === undefined) return;
    busy.holders -= 1;
    if (busy.holders > 0) return;
    held.delete(key);
    // An empty state is worth remembering too: it saves the next load.
    idle.set(key, busy.state, { size: Math.max(1, entriesOf(busy.state)) });
  };

  return {
    hold: async (wanted, load) => {
      const absent = [...wanted].filter(([key]) => !grab(key));
      const loaded =
        absent.length === 0 ? new Map<string, S>() : await load(absent.map(([, value]) => value));
      for (const [key] of absent) held.set(key, { state: loaded.get(key) ?? empty(), holders: 1 });
      return {
        get: (key) => {
          const busy = held.get(key);
          if (busy === undefined) throw new RangeError(`no state is held for ${key}`);
          return busy.state;
        },
        release: () => {
          for (const key of wanted.keys()) letGo(key);
        },
      };
    },
  };
};
