import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { LOCALHOST } from './localhost-certificate.ts';

type Received = {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
};

export type SmtpServerHere = {
  readonly port: number;
  readonly received: readonly Received[];
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

/** A reply of a server in the words of SMTP. */
export const reply = (responseCode: number, words: string): Error =>
  Object.assign(new Error(words), { responseCode });

/** A real SMTP server on a free port of loopback, which keeps what it accepts. */
export const startSmtpServerHere = async (
  options: SMTPServerOptions = {},
): Promise<SmtpServerHere> => {
  const received: Received[] = [];
  let connections = 0;
  const server = new SMTPServer({
    ...{ ...LOCALHOST, authOptional: true, logger: false, closeTimeout: 100 },
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onData: (stream, { envelope: { mailFrom, rcptTo } }, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const from = mailFrom === false ? '' : mailFrom.address;
        received.push({
          from,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts),
        });
        done();
      });
    },
    ...options,
  });
  // A client that hangs up is what some tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    connections: () => connections,
    close: async () => await new Promise((resolve) => server.close(() => resolve())),
  };
};
