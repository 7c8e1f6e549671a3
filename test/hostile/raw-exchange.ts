import { connect, type Socket } from 'node:net';

/** One reply as it came over the wire. Header names are in lower case. */
export type RawReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** All that came back on a connection, and how it ended. */
export type RawExchange = {
  readonly replies: readonly RawReply[];
  /** Bytes that are no part of a whole reply. */
  readonly rest: string;
  /** `idle`: nothing more came and the connection stayed open. */
  readonly end: 'closed' | 'reset' | 'idle';
};

type RawRequest = string | Uint8Array;

type RawOptions = {
  /** How long to wait for the next byte before the connection counts as idle, ms. @default 400 */
  readonly quietMs?: number;
  /** Sends FIN after the last byte. @default false */
  readonly halfClose?: boolean;
};

const DEADLINE_MS = 60_000;

/** Sends bytes as they are and reads until the server closes or says nothing more. */
export const rawExchange = async (
  port: number,
  request: RawRequest,
  { quietMs = 400, halfClose = false }: RawOptions = {},
): Promise<RawExchange> => {
  const socket = connect({ port, host: '127.0.0.1' });
  const { chunks, ended } = listenTo(socket, quietMs);
  socket.write(request);
  if (halfClose) socket.end();
  const end = await ended;
  socket.destroy();
  return { ...readReplies(Buffer.concat(chunks).toString('latin1')), end };
};

const listenTo = (socket: Socket, quietMs: number) => {
  const chunks: Buffer[] = [];
  const ended = new Promise<RawExchange['end']>((resolve, reject) => {
    let quiet: NodeJS.Timeout | undefined;
    const deadline = setTimeout(() => {
      reject(new Error('the server neither answered nor closed the connection'));
    }, DEADLINE_MS);
    const finish = (end: RawExchange['end']) => (): void => {
      clearTimeout(deadline);
      clearTimeout(quiet);
      resolve(end);
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      clearTimeout(quiet);
      quiet = setTimeout(finish('idle'), quietMs);
    });
    socket.on('end', finish('closed'));
    socket.on('close', finish('closed'));
    socket.on('error', finish('reset'));
  });
  return { chunks, ended };
};

/** Splits what came into replies by their lengths; one without a length goes on to the end. */
const readReplies = (text: string): Pick<RawExchange, 'replies' | 'rest'> => {
  const replies: RawReply[] = [];
  let rest = text;
  for (;;) {
    const headEnd = rest.indexOf('\r\n\r\n');
    const [statusLine = '', ...lines] = rest.slice(0, headEnd).split('\r\n');
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
    if (headEnd === -1 || Number.isNaN(status)) return { replies, rest };
    const headers = Object.fromEntries(lines.map(headerOf));
    const from = headEnd + '\r\n\r\n'.length;
    const length = status < 200 ? 0 : Number(headers['content-length'] ?? rest.length - from);
    // A reply to HEAD names the length of a body that does not come.
    const body = rest.slice(from, from + length);
    replies.push({ status, headers, body });
    rest = rest.slice(from + length);
  }
};

const headerOf = (line: string): [string, string] => {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
};
