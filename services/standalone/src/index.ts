export { standaloneConfig } from './config.ts';
export type { StandaloneConfig } from './config.ts';
export { startStandalone } from './standalone.ts';
export type { Standalone, StandaloneOptions } from './standalone.ts';
