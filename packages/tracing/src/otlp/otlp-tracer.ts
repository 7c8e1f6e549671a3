import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { OpenSpan, Tracer } from '../tracer.ts';
import { remoteParent } from './remote-parent.ts';
import { tellFailures } from './told-failures.ts';
import type { TracingOptions } from '../open-tracing.ts';

const SEND_TIMEOUT_MS = 2_000;

/** Sends spans in batches, in the background, by OTLP over HTTP. */
export const createOtlpTracer = ({ endpoint, service, logger }: TracingOptions) => {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: SEND_TIMEOUT_MS });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor(tellFailures(exporter, logger))],
  });
  const tracer = provider.getTracer('emberlog');
  // Of our own, so that nothing global is set: other traces of this process are not ours.
  const current = new AsyncLocalStorage<Context>();

  const span: Tracer['span'] = async (name, { attributes = {}, answers }, work) => {
    const above = current.getStore() ?? remoteParent(answers) ?? ROOT_CONTEXT;
    const kind = answers === undefined ? SpanKind.INTERNAL : SpanKind.SERVER;
    const begun = tracer.startSpan(name, { kind, attributes }, above);
    return await current.run(trace.setSpan(above, begun), async () => {
      try {
        return await work(openSpan(begun));
      } catch (error) {
        fail(begun);
        throw error;
      } finally {
        begun.end();
      }
    });
  };
  // What could not be sent was told already.
  const close = async (): Promise<void> => await provider.shutdown().catch(() => undefined);
  return { tracer: { span }, close };
};

const fail = (span: Span): void => void span.setStatus({ code: SpanStatusCode.ERROR });

const openSpan = (span: Span): OpenSpan => ({
  rename: (name) => void span.updateName(name),
  set: (attributes) => void span.setAttributes(attributes),
  fail: () => fail(span),
});
