import type { Logger } from '@emberlog/service-kit';
import type { Tracer } from './tracer.ts';

export type TracingOptions = {
  /** Address of a receiver of OTLP over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  /** Name of this process in every trace. */
  readonly service: string;
  readonly logger: Logger;
};

export type Tracing = {
  readonly tracer: Tracer;
  /** Sends what is left. */
  readonly close: () => Promise<void>;
};

/** Loads what sends spans, and begins. Nobody who does not trace loads it. */
export const openTracing = async (options: TracingOptions): Promise<Tracing> => {
  const { createOtlpTracer } = await import('./otlp/otlp-tracer.ts');
  return createOtlpTracer(options);
};
