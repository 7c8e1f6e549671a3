import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a port that can be cut: connections stay open, and nothing gets through any more. */
export type TcpProxy = {
  readonly port: number;
  readonly cut: () => void;
  /** What is asked gets through, and no answer comes back. */
  readonly mute: () => void;
  /** New connections get through; those that were cut are reset. */
  readonly mend: () => void;
  readonly close: () => Promise<void>;
};

export const startTcpProxy = async (target: () => number): Promise<TcpProxy> => {
  const sockets = new Set<Socket>();
  let isCut = false;
  let isMute = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((incoming) => {
    keep(incoming);
    // As in a network that drops every packet: nobody answers, and nobody says no.
    if (isCut) return;
    const outgoing = connect(target(), '127.0.0.1');
    keep(outgoing);
    for (const [from, to, isDropped] of [
      [incoming, outgoing, () => isCut],
      [outgoing, incoming, () => isCut || isMute],
    ] as const) {
      from.on('data', (chunk) => {
        if (!isDropped()) to.write(chunk);
      });
      from.on('close', () => {
        if (!isCut) to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reset = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
    },
    mute: () => {
      isMute = true;
    },
    mend: () => {
      isCut = false;
      isMute = false;
      reset();
    },
    close: async () => {
      server.close();
      reset();
      await once(server, 'close');
    },
  };
};
