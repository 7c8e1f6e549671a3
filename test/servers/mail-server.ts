import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server on loopback that counts, and falls silent towards one client. */
export type MailServer = {
  readonly port: number;
  /** How many mails it has of each address, in order of their arrival. */
  readonly taken: ReadonlyMap<string, number>;
  /** Mails that it has and did not say so of. */
  readonly unanswered: () => number;
  /** Mails that it took from a client, by the name in its EHLO. */
  readonly takenFrom: (client: string) => number;
  /** Cuts all connections. */
  readonly close: () => Promise<void>;
};

/**
 * @param silentTo the name in the EHLO of the client that gets no more answers
 * @param after so many mails, the next ones are taken and not answered
 */
export const startMailServer = async (silentTo: string, after: number): Promise<MailServer> => {
  const taken = new Map<string, number>();
  const clients = new Map<string, number>();
  let unanswered = 0;
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false },
    closeTimeout: 100,
    onData: (stream, { envelope: { rcptTo }, hostNameAppearsAs: client }, done) => {
      stream.resume();
      stream.on('end', () => {
        for (const { address } of rcptTo) taken.set(address, (taken.get(address) ?? 0) + 1);
        const count = (clients.get(client) ?? 0) + 1;
        clients.set(client, count);
        if (client === silentTo && count > after) unanswered += 1;
        else done();
      });
    },
  });
  // A client that is cut off is what this is about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    unanswered: () => unanswered,
    takenFrom: (client) => clients.get(client) ?? 0,
    close: async () => await new Promise((resolve) => server.close(() => resolve())),
  };
};
