import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const attributes = z
  .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }))
  .transform((list) =>
    Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]])),
  );
const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              ...{ traceId: z.string(), spanId: z.string(), parentSpanId: z.string().optional() },
              ...{ name: z.string(), kind: z.number(), attributes },
              status: z.object({ code: z.number().optional(), message: z.string().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

type Request = z.infer<typeof request>;

/** A span as it came over the wire. */
export type ReceivedSpan = Request['resourceSpans'][number]['scopeSpans'][number]['spans'][number];

export type OtlpReceiver = {
  /** What to give as `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: () => readonly ReceivedSpan[];
  /** All that was received, as text. */
  readonly text: () => string;
  /** From now on every request gets this status. */
  readonly answerWith: (status: number) => void;
  readonly close: () => Promise<void>;
};

/** Takes spans by OTLP over HTTP with JSON, as a collector of traces does. */
export const startOtlpReceiver = async (): Promise<OtlpReceiver> => {
  const received: Request[] = [];
  let status = 200;
  const server = createServer((incoming, reply) => {
    const take = async (): Promise<void> => {
      const body = await json(incoming);
      if (incoming.url !== '/v1/traces') status = 404;
      if (status === 200) received.push(request.parse(body));
      reply.writeHead(status, { 'Content-Type': 'application/json' }).end('{}');
    };
    take().catch((error: unknown) => reply.writeHead(400).end(String(error)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    spans: () =>
      received.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
    text: () => JSON.stringify(received),
    answerWith: (answer) => {
      status = answer;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
