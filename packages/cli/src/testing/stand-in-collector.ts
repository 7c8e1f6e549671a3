import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

type Verdict = 'accepted' | 'rejected' | 'retry';

export type StandInOptions = {
  /** What becomes of an event; `seen` is how often it was sent before. @default accepted */
  readonly judge?: (id: string, seen: number) => Verdict;
  /** Runs before a request is answered; `request` counts from 1. A status refuses it as a whole. */
  readonly before?: (request: number) => Promise<number | undefined> | number | undefined;
  /** Longer bodies are refused with 413. @default 5 MiB */
  readonly maxBytes?: number;
};

export type StandIn = {
  readonly url: string;
  /** Ids of each request that was answered event by event, in order. */
  readonly requests: readonly (readonly string[])[];
  readonly accepted: () => readonly string[];
  readonly keys: ReadonlySet<string | undefined>;
  readonly close: () => Promise<void>;
};

/** A server on a real socket that answers `POST /v1/events` as the collector does, and remembers. */
export const startStandIn = async (options: StandInOptions = {}): Promise<StandIn> => {
  const {
    judge = () => 'accepted',
    before = () => undefined,
    maxBytes = 5 * 1024 * 1024,
  } = options;
  const requests: string[][] = [];
  const accepted: string[] = [];
  const keys = new Set<string | undefined>();
  let arrived = 0;

  const answer = async (body: Buffer): Promise<{ status: number; body: object }> => {
    const refused = await before((arrived += 1));
    if (refused !== undefined) return problem(refused);
    if (body.length > maxBytes) return problem(413);
    const { events } = JSON.parse(body.toString()) as { events: { id?: string }[] };
    const earlier = requests.flat();
    requests.push(events.map(({ id }) => id ?? ''));
    const results = events.map(({ id }, index) => {
      if (id === undefined) return rejectedResult(null, `/events/${index}/id`, 'is required');
      const verdict = judge(id, earlier.filter((one) => one === id).length);
      if (verdict === 'rejected')
        return rejectedResult(id, `/events/${index}/data/title`, 'must not be blank');
      if (verdict === 'accepted') accepted.push(id);
      return { id, status: verdict };
    });
    if (results.every(({ status }) => status === 'rejected')) return problem(400, { results });
    return { status: 207, body: { results, position: `position ${accepted.length}` } };
  };

  const server = createServer((request, response) => {
    keys.add(request.headers.authorization);
    void buffer(request)
      .then(answer)
      .then((reply) => {
        response.writeHead(reply.status, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(reply.body));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    accepted: () => accepted,
    keys,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const rejectedResult = (id: string | null, path: string, message: string) => ({
  id,
  status: 'rejected' as const,
  error: { path, code: 'invalid', message },
});

const problem = (status: number, extension: object = {}) => ({
  status,
  body: { type: 'x', title: 'Refused', status, detail: 'Refused.', errors: [], ...extension },
});
