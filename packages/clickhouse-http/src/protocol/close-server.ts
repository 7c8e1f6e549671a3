import type { Server } from 'node:http';

/** Takes no connection any more; resolves when those that there are have ended. */
export const closeServer = async (server: Server): Promise<void> => {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });
};
