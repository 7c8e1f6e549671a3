import type { Logger } from '@emberlog/service-kit';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/** Tells when spans begin to be lost, and when they are sent again: they are tried each few seconds. */
export const tellFailures = (exporter: SpanExporter, logger: Logger): SpanExporter => {
  let failing = false;
  return {
    export: (spans, done) => {
      exporter.export(spans, (result) => {
        const { code }: { readonly code: number } = result;
        const failed = code !== 0;
        if (failed && !failing) logger.warn({ err: result.error }, 'spans cannot be sent');
        if (!failed && failing) logger.info({}, 'spans are sent again');
        failing = failed;
        done(result);
      });
    },
    shutdown: async () => await exporter.shutdown(),
  };
};
