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
    socket.on('data', () => {
      if (bytes !== null) socket.write(bytes, () => after(socket));
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

/** A whole reply over HTTP. */
export const httpReply = (status: string, body: string, ...headers: string[]): string =>
  [`HTTP/1.1 ${status}`, `Content-Length: ${body.length}`, ...headers, '', body].join('\r\n');
