export { AddressInUseError } from './address-in-use-error.ts';
export { readConfig } from './config.ts';
export type { ConfigProblem, ConfigResult, Environment } from './config.ts';
export { deriveKey } from './derived-key.ts';
export type { Purpose } from './derived-key.ts';
export { fingerprintOf } from './fingerprint.ts';
export { createHealth } from './health.ts';
export type { Health, MissingPart, ReadinessCheck } from './health.ts';
export { createHttpApp } from './http-app.ts';
export type { HttpAppOptions } from './http-app.ts';
export { incomingOf, type HttpEnv } from './http-env.ts';
export { jsonBody, limitedBody } from './json-body.ts';
export { generateKey, hashKey } from './key-text.ts';
export type { RandomBytes } from './key-text.ts';
export { createKeyring } from './keyring.ts';
export type { ImpliedScopes, Key, Keyring, StoredKey } from './keyring.ts';
export { createLifecycle } from './lifecycle.ts';
export type { Lifecycle, LifecycleOptions } from './lifecycle.ts';
export { listen } from './listen.ts';
export type { Listening, ListenOptions, RequestHandler } from './listen.ts';
export type { ListenLimits } from './listen-limits.ts';
export { createLogger, logLevels } from './logger.ts';
export type { LogDestination, Logger, LoggerOptions, LogLevel, LogMethod } from './logger.ts';
export type { HistogramDefinition, LabelsOf, MetricDefinition } from './metrics/definition.ts';
export { createMetrics } from './metrics/metrics.ts';
export type {
  Count,
  Metrics,
  MetricsOptions,
  Observe,
  Question,
  Sample,
} from './metrics/metrics.ts';
export { observeRequests } from './metrics/observe-requests.ts';
export { createProblem, problemContentType, ProblemError } from './problem.ts';
export type { Problem, ProblemOptions } from './problem.ts';
export { createPseudonymiser } from './pseudonymiser.ts';
export type { Pseudonymiser } from './pseudonymiser.ts';
export { readQuery } from './query-parameters.ts';
export type { QuerySource, ReadQueryOptions } from './query-parameters.ts';
export { requestPattern } from './request-pattern.ts';
export { requireScope } from './require-scope.ts';
export { isSameOrigin } from './same-origin.ts';
export { createSealer } from './sealed-token.ts';
export type { Sealer } from './sealed-token.ts';
export { createSigner } from './signed-token.ts';
export type { Signer } from './signed-token.ts';
export { problemsOf } from './zod-problems.ts';
export type { ProblemsOptions } from './zod-problems.ts';
