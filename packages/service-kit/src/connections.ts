import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Open connections and the replies that are owed on each. */
export type Connections = {
  /** A part of a reply is on its way, so that nothing else may be written. */
  readonly replyBegun: (connection: Duplex) => boolean;
  /** Closes idle connections now and the others as soon as they owe no reply. */
  readonly drain: () => void;
  /** Cuts off whatever is left. */
  readonly destroy: () => void;
};

/** Follows the connections of a server that has not begun to listen. */
export function trackConnections(server: Server): Connections {
  const owed = new Map<Duplex, Set<ServerResponse>>();
  let draining = false;

  const closeIfIdle = (connection: Duplex): void => {
    if (draining && owed.get(connection)?.size === 0) connection.destroy();
  };
  server.on('connection', (connection) => {
    owed.set(connection, new Set());
    connection.on('close', () => owed.delete(connection));
  });
  server.on('request', ({ socket }, response) => {
    owed.get(socket)?.add(response);
    if (draining) response.setHeader('Connection', 'close');
    response.on('close', () => {
      owed.get(socket)?.delete(response);
      closeIfIdle(socket);
    });
  });

  return {
    replyBegun: (connection) =>
      [...(owed.get(connection) ?? [])].some((response) => response.headersSent),
    drain: () => {
      draining = true;
      for (const [connection, responses] of owed) {
        for (const response of responses) {
          if (!response.headersSent) response.setHeader('Connection', 'close');
        }
        closeIfIdle(connection);
      }
    },
    destroy: () => {
      for (const connection of owed.keys()) connection.destroy();
    },
  };
}
