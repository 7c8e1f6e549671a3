import type { Logger } from '@emberlog/service-kit';

/** Who wants to hear of every commit. */
export type Listeners = {
  /** Returns how to remove the listener again. */
  readonly add: (listener: () => void) => () => void;
  readonly call: () => void;
};

export const createListeners = (logger: Logger): Listeners => {
  const listeners = new Set<() => void>();
  return {
    add: (listener) => {
      // A wrapper of its own: the same function added twice is two listeners.
      const entry = (): void => listener();
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    call: () => {
      for (const listener of [...listeners]) {
        try {
          listener();
        } catch (error) {
          // A committed insert must not look failed because a listener was.
          logger.error({ err: error }, 'listener failed');
        }
      }
    },
  };
};
