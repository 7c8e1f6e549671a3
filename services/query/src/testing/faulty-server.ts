import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export type FaultyServer = {
  readonly url: string;
  /** Connections that were accepted. */
  readonly accepted: () => number;
  readonly close: () => Promise<void>;
};

/** Answers every request with these bytes, then does `after`; with none it takes the request and is silent. */
export const startFaultyServer = async (
  bytes: string | null,
  after: (socket: Socket) => void = (socket) => void socket.end(),
): Promise<FaultyServer> => {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let request = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      request += text;
      // To a request that is whole: what is left unread would reset the connection, and the answer with it.
      if (bytes === null || !isWhole(request)) return;
      request = '';
      socket.write(bytes, () => after(socket));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted: () => accepted,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

const isWhole = (request: string): boolean => {
  const end = request.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = request.slice(0, end);
  const body = request.slice(end + 4);
  if (/^transfer-encoding: chunked/im.test(head)) return body.endsWith('0\r\n\r\n');
  return body.length >= Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
};

/** A whole reply over HTTP, the last on its connection. */
export const httpReply = (status: string, body: string, ...headers: string[]): string =>
  [
    `HTTP/1.1 ${status}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
    ...headers,
    '',
    body,
  ].join('\r\n');
