export type { KeyDeps, KeyStore } from './admin/key-routes.ts';
export { operatorRoutes } from './admin/operator-routes.ts';
export type { OperatorOptions } from './admin/operator-routes.ts';
export { ProjectionRefusedError } from './checks/projection-refused-error.ts';
export { EngineFailureError } from './engine/engine-failure-error.ts';
export { startProjector } from './start-projector.ts';
export type { Projector, ProjectorOptions } from './start-projector.ts';
