import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Open connections and the replies that are owed on each. */
export type Connections = {
  /** A part of a reply is on its way, so that nothing else may be written. */
  readonly replyBegun: (connection: Duplex) => boolean;
  /** Calls back once every request that arrived whole has its reply; at once when all have. */
  readonly whenAnswered: (connection: Duplex, callback: () => void) => void;
  /** Closes idle connections now and the others as soon as they owe no reply. */
  readonly drain: () => void;
  /** Cuts off whatever is left. */
  readonly destroy: () => void;
};

/** Follows the connections of a server that has not begun to listen. */
export function trackConnections(server: Server): Connections {
  const owed = new Map<Duplex, Map<ServerResponse, IncomingMessage>>();
  const waiting = new Map<Duplex, () => void>();
  let draining = false;

  const closeIfIdle = (connection: Duplex): void => {
    if (draining && owed.get(connection)?.size === 0) connection.destroy();
  };
  const callIfAnswered = (connection: Duplex): void => {
    const requests = [...(owed.get(connection)?.values() ?? [])];
    if (requests.some(({ complete }) => complete)) return;
    const callback = waiting.get(connection);
    waiting.delete(connection);
    callback?.();
  };
  server.on('connection', (connection) => {
    owed.set(connection, new Map());
    connection.on('close', () => {
      owed.delete(connection);
      waiting.delete(connection);
    });
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    owed.get(socket)?.set(response, request);
    if (draining) response.setHeader('Connection', 'close');
    response.on('close', () => {
      owed.get(socket)?.delete(response);
      callIfAnswered(socket);
      closeIfIdle(socket);
    });
  });

  return {
    replyBegun: (connection) =>
      [...(owed.get(connection)?.keys() ?? [])].some((response) => response.headersSent),
    whenAnswered: (connection, callback) => {
      waiting.set(connection, callback);
      callIfAnswered(connection);
    },
    drain: () => {
      draining = true;
      for (const [connection, responses] of owed) {
        for (const response of responses.keys()) {
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
