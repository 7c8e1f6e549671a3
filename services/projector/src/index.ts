export type { KeyDeps, KeyStore } from './admin/key-routes.ts';
export { createAdmin } from './admin/create-admin.ts';
export { ProjectionRefusedError } from './checks/projection-refused-error.ts';
export { configurationCheck } from './doctor/configuration-checks.ts';
export { EngineFailureError } from './engine/engine-failure-error.ts';
export { LOGICS } from './logic/logics.ts';
export type { Logics } from './logic/logics.ts';
export { startProjector } from './start-projector.ts';
export type { Projector, ProjectorOptions } from './start-projector.ts';
