/**
 * The load generator of the HTTP rows: ready-made requests over keep-alive connections, one
 * outstanding on each, over bare sockets so that it stays the cheaper side. A process of its own.
 */
import { connect, type Socket } from 'node:net';
import { answerParent } from '../servers/answer-parent.ts';
import { wireEventsOf } from './wire-events.ts';

export type PostLoad = {
  readonly port: number;
  readonly key: string;
  readonly batch: number;
  readonly connections: number;
  /** How long it counts, ms; it runs a tenth longer before. */
  readonly ms: number;
  /** Of the events: with another, other events are sent. @default 0 */
  readonly firstSeed?: number;
};

export type PostLoadResult = {
  /** Events acknowledged per second. */
  readonly rate: number;
  /** Share of one core this process took. */
  readonly busy: number;
  /** Events acknowledged in all, and the seconds of processor time for sending them. */
  readonly sent: number;
  readonly cpuSeconds: number;
};

const REQUESTS = 256;

const requestsOf = ({ key, batch, firstSeed = 0 }: PostLoad): readonly Buffer[] => {
  const now = Date.now();
  return Array.from({ length: REQUESTS }, (_, at) => {
    const events = wireEventsOf({
      seed: firstSeed + at,
      count: batch,
      now,
      items: 200,
      actors: 5_000,
    });
    const body = JSON.stringify(events);
    return Buffer.from(
      `POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
};

/** Sends on one connection until it is told to stop; `onReply` hears of every 202. */
const sendOn = async (
  port: number,
  nextRequest: () => Buffer | null,
  onReply: () => void,
): Promise<void> =>
  await new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const send = (): void => {
      const request = nextRequest();
      if (request === null) socket.end();
      else socket.write(request);
    };
    let pending = '';
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('data', (text: string) => {
      pending += text;
      const head = pending.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(pending)?.[1] ?? NaN);
      if (!pending.startsWith('HTTP/1.1 202') || Number.isNaN(length)) {
        reject(new Error(`unexpected reply: ${pending.slice(0, 2_000)}`));
        socket.destroy();
        return;
      }
      if (pending.length < head + 4 + length) return;
      pending = '';
      onReply();
      send();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });

const run = async (load: PostLoad): Promise<PostLoadResult> => {
  const requests = requestsOf(load);
  const begin = performance.now() + load.ms / 10;
  const end = begin + load.ms;
  let sent = 0;
  let replies = 0;
  const first = process.cpuUsage();
  let before = process.cpuUsage();
  const nextRequest = (): Buffer | null => {
    if (performance.now() >= end) return null;
    sent += 1;
    return requests[sent % REQUESTS] ?? null;
  };
  const onReply = (): void => {
    const now = performance.now();
    if (now < begin || now >= end) return;
    if (replies === 0) before = process.cpuUsage();
    replies += 1;
  };
  await Promise.all(
    Array.from(
      { length: load.connections },
      async () => await sendOn(load.port, nextRequest, onReply),
    ),
  );
  const used = process.cpuUsage(before);
  const all = process.cpuUsage(first);
  return {
    sent: sent * load.batch,
    cpuSeconds: (all.user + all.system) / 1e6,
    rate: (replies * load.batch * 1000) / load.ms,
    busy: (used.user + used.system) / 1000 / load.ms,
  };
};

answerParent(null, async (question) => await run(question as PostLoad));
