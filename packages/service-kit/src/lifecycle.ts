import type { Logger } from './logger.ts';

export type Lifecycle = {
  /** Adds a step; what was started last stops first. After `stop` it runs at once. */
  readonly onStop: (name: string, step: () => unknown) => void;
  /** Runs the steps, each once, one after the other. Never rejects; a second call joins the first. */
  readonly stop: () => Promise<void>;
};

export type LifecycleOptions = {
  readonly logger: Logger;
  /** Time for all steps together. @default 2500 */
  readonly deadlineMs?: number;
};

type Step = { readonly name: string; readonly run: () => unknown };

/**
 * Stops a process in the reverse order of its start. A step that fails is logged and does not keep
 * the others from running; at the deadline `stop` resolves, and the steps not yet begun are skipped:
 * nothing may rely on a step for durability.
 */
export function createLifecycle({ logger, deadlineMs = 2500 }: LifecycleOptions): Lifecycle {
  const steps: Step[] = [];
  let current: string | null = null;
  let stopping: Promise<void> | null = null;
  let over = false;

  const runStep = async ({ name, run }: Step): Promise<void> => {
    try {
      await run();
    } catch (err) {
      logger.error({ err, step: name }, 'stop step failed');
    }
  };
  const runAll = async (): Promise<void> => {
    while (!over) {
      const step = steps.pop();
      if (step === undefined) return;
      current = step.name;
      await runStep(step);
    }
  };
  const stopOnce = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        const skipped = steps.map(({ name }) => name).reverse();
        logger.warn({ running: current, skipped, deadlineMs }, 'stop deadline passed');
        resolve();
      }, deadlineMs);
    });
    await Promise.race([runAll(), deadline]);
    clearTimeout(timer);
    over = true;
  };

  return {
    onStop: (name, run) => {
      if (over) void runStep({ name, run });
      else steps.push({ name, run });
    },
    stop: async () => {
      stopping ??= stopOnce();
      await stopping;
    },
  };
}
