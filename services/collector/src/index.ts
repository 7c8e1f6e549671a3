export { ACTOR_PURPOSE } from './actor-purpose.ts';
export { createCollector } from './collector.ts';
export type { Collector, CollectorDeps } from './collector.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { CollectorLimits } from './limits.ts';
