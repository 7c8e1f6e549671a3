export { openTracing } from './open-tracing.ts';
export type { Tracing, TracingOptions } from './open-tracing.ts';
export { traceRequests } from './traced-requests.ts';
export { inSpan } from './tracer.ts';
export type { OpenSpan, SpanAttributes, SpanOptions, Tracer } from './tracer.ts';
