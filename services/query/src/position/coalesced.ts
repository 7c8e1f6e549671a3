/** A value that is loaded when it is asked for, and by one load for all that ask together. */
export type Coalesced<T> = {
  /** Rejects when the load does; the next call loads again. */
  readonly get: () => Promise<T>;
  /** What is asked for from now on was loaded from now on. */
  readonly invalidate: () => void;
};

/**
 * Keeps what `load` gave for `maxAgeMs`. At most one load runs and one waits for it to end, however
 * often the value is invalidated meanwhile.
 */
export const createCoalesced = <T>(load: () => Promise<T>, maxAgeMs: number): Coalesced<T> => {
  let held: { readonly value: Promise<T>; begun: boolean } | null = null;
  let lastLoad: Promise<unknown> = Promise.resolve();

  const begin = (): Promise<T> => {
    const entry = {
      begun: false,
      value: lastLoad.then(async () => {
        entry.begun = true;
        return await load();
      }),
    };
    held = entry;
    const drop = (): void => {
      if (held === entry) held = null;
    };
    lastLoad = entry.value.then(() => {
      setTimeout(drop, maxAgeMs).unref();
    }, drop);
    return entry.value;
  };
  return {
    get: async () => await (held?.value ?? begin()),
    invalidate: () => {
      // A load that has not begun yet will see whatever has changed.
      if (held?.begun === true) held = null;
    },
  };
};
