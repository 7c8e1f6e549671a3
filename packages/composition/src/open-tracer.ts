import type { Lifecycle, Logger } from '@emberlog/service-kit';
import { openTracing, type Tracer } from '@emberlog/tracing';

export type OpenTracerOptions = {
  readonly config: { readonly otlpEndpoint: string | null };
  /** Name of the process in every trace. @default 'emberlog' */
  readonly service?: string;
  readonly logger: Logger;
  readonly onStop: Lifecycle['onStop'];
};

/** Begins to trace where an endpoint is given; otherwise nothing of it is loaded. */
export const openTracer = async (options: OpenTracerOptions): Promise<Tracer | undefined> => {
  const { config, service = 'emberlog', logger, onStop } = options;
  if (config.otlpEndpoint === null) return undefined;
  const tracing = await openTracing({ endpoint: config.otlpEndpoint, service, logger });
  onStop('traces', tracing.close);
  return tracing.tracer;
};
