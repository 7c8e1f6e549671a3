export { backUpReadModel, readModelBytes, restoreReadModel } from './backed-up-read-model.ts';
export { createChangingKeyring } from './changing-keyring.ts';
export type { ChangingKeyring } from './changing-keyring.ts';
export { endByForce } from './end-by-force.ts';
export { explainFailure } from './explain-failure.ts';
export type { Servers } from './explain-failure.ts';
export { createScopeKeyring, hashedKeys, parseKeys, readKeysFile, SCOPES } from './keys-file.ts';
export type { KeysText, Scope } from './keys-file.ts';
export { createHttpObservers } from './http-observers.ts';
export { measureLog } from './measured-log.ts';
export { connectionLimit, openFilesLimit } from './open-files.ts';
export { openKeysFile } from './open-keys-file.ts';
export type { KeysFileOptions } from './open-keys-file.ts';
export { openKafka } from './open-kafka.ts';
export type { OpenedKafka, OpenKafkaOptions } from './open-kafka.ts';
export { openReadModel, readModelFailure } from './open-read-model.ts';
export type { ReadModel, ReadModelPlace } from './open-read-model.ts';
export { openTracer } from './open-tracer.ts';
export type { OpenTracerOptions } from './open-tracer.ts';
export { runService } from './run-service.ts';
export type { RunningService, ServiceContext, ServiceOptions } from './run-service.ts';
export { serveHttp } from './serve-http.ts';
export type { ServeOptions } from './serve-http.ts';
export { traceLog } from './traced-log.ts';
export { shownConfig } from './shown-config.ts';
export { SOFTWARE_VERSION } from './software-version.ts';
export { StartRefusedError } from './start-refused-error.ts';
export {
  CLICKHOUSE_VARIABLES,
  httpUrl,
  KAFKA_VARIABLES,
  kafkaOf,
  retentionIn,
  LISTEN_VARIABLES,
  variables,
} from './variables.ts';
