import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Connections that are open, and what became of those that could not be opened. */
export type OpenConnections = {
  readonly sockets: readonly Socket[];
  /** How many of them the server has not closed. */
  readonly alive: () => number;
  readonly destroy: () => void;
};

/**
 * Opens connections to this machine, so many at a time, and keeps them. `greet` is written on each
 * once it is open. What the server refuses or closes is counted as not alive.
 */
export const openConnections = async (
  port: number,
  count: number,
  greet: string | null = null,
): Promise<OpenConnections> => {
  const sockets: Socket[] = [];
  let closed = 0;
  const openOne = async (): Promise<void> => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => (closed += 1));
    // A side that ended is gone for us, read or not.
    socket.on('end', () => socket.destroy());
    socket.resume();
    sockets.push(socket);
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);
    if (greet !== null && socket.writable) socket.write(greet);
  };
  const AT_A_TIME = 200;
  for (let left = count; left > 0; left -= AT_A_TIME) {
    await Promise.all(Array.from({ length: Math.min(left, AT_A_TIME) }, openOne));
  }
  return {
    sockets,
    alive: () => count - closed,
    destroy: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
};
