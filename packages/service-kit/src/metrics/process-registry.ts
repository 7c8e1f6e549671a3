import { collectDefaultMetrics, Registry } from 'prom-client';

let made: Registry | null = null;

/**
 * What is told of the process itself: processor, memory, event loop, collector of garbage. There is
 * one process, however many have metrics in it, and looking at it twice would cost twice.
 */
export const processRegistry = (): Registry => {
  if (made === null) {
    made = new Registry();
    collectDefaultMetrics({ register: made });
  }
  return made;
};
