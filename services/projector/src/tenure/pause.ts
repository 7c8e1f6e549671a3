/** Lets work happen while nothing is projected. */
export type Pause = {
  /** Runs a tenure, which is to end when the signal does; waits first while something else is done. */
  readonly between: (tenure: (paused: AbortSignal) => Promise<void>) => Promise<void>;
  /** Ends the tenure that runs, does the work, and lets the next begin. One work at a time. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
};

export const createPause = (): Pause => {
  let controller = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  let work: Promise<unknown> = Promise.resolve();
  return {
    between: async (tenure) => {
      // Work that was asked for while other work was waited for comes first as well.
      for (let awaited: unknown = null; awaited !== work;) {
        awaited = work;
        await work;
      }
      controller = new AbortController();
      const ended = tenure(controller.signal);
      running = ended.catch(() => undefined);
      await ended;
    },
    during: async (asked) => {
      const done = work.then(async () => {
        controller.abort();
        await running;
        return await asked();
      });
      work = done.catch(() => undefined);
      return await done;
    },
  };
};
