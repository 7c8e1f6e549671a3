import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { fateOf, numberOf, type Fate } from './readers.ts';

export type MailServer = {
  readonly port: number;
  /** Message-IDs of what was taken, by recipient: the server's own record. */
  readonly taken: ReadonlyMap<string, readonly string[]>;
  readonly takenCount: () => number;
  /** Recipients that it was asked about, in their order. */
  readonly asked: readonly string[];
  /** Recipients whose message was begun and cut off, by the server. */
  readonly cut: ReadonlySet<string>;
  /** Told of each step of each mail, before it is answered; null ends that. */
  readonly onStep: (listener: (() => void) | null) => void;
  /** Begins anew, as if nothing ever came. */
  readonly forget: () => void;
  readonly close: () => Promise<void>;
};

const reply = (responseCode: number, words: string): Error =>
  Object.assign(new Error(words), { responseCode });

/** A real SMTP server on loopback that does with each recipient's mail what is their fate. */
export const startMailServer = async (
  fateFor: (address: string) => Fate = (address) => fateOf(numberOf(address)),
  onTaken: (address: string, raw: Buffer) => void = () => undefined,
): Promise<MailServer> => {
  const taken = new Map<string, string[]>();
  const asked: string[] = [];
  const cut = new Set<string>();
  const refusedOnce = new Set<string>();
  const sockets = new Map<number, Socket>();
  let count = 0;
  let step: (() => void) | null = null;

  const isFirst = (address: string): boolean => {
    const first = !refusedOnce.has(address);
    refusedOnce.add(address);
    return first;
  };
  const hangUp = ({ remotePort }: SMTPServerSession): void => {
    sockets.get(remotePort)?.destroy();
  };
  const keep = (address: string, parts: readonly Buffer[]): void => {
    const raw = Buffer.concat(parts);
    const head = raw.subarray(0, 4_000).toString('latin1');
    const id = /^message-id:\s*(<[^>]+>)/im.exec(head)?.[1] ?? '';
    taken.set(address, [...(taken.get(address) ?? []), id]);
    count += 1;
    onTaken(address, raw);
  };

  const server = new SMTPServer({
    ...{ authOptional: true, logger: false, closeTimeout: 100, disableReverseLookup: true },
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom: (_from, _session, done) => {
      step?.();
      done();
    },
    onRcptTo: ({ address }, _session, done) => {
      step?.();
      asked.push(address);
      const fate = fateFor(address);
      if (fate === 'gone') done(reply(550, `5.1.1 <${address}> is no mailbox`));
      else if (fate === 'always busy' || (fate === 'busy' && isFirst(address)))
        done(reply(450, `4.2.1 <${address}> is busy`));
      else done();
    },
    onData: (stream, session, done) => {
      step?.();
      const address = session.envelope.rcptTo[0]?.address ?? '';
      const fate = fateFor(address);
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => {
        parts.push(part);
        if (fate !== 'cut short') return;
        cut.add(address);
        hangUp(session);
      });
      stream.on('end', () => {
        step?.();
        if (fate === 'full' && isFirst(address)) {
          done(reply(452, '4.3.1 no room'));
          return;
        }
        if (fate === 'cut short') return;
        keep(address, parts);
        if (fate === 'cut') {
          cut.add(address);
          hangUp(session);
          return;
        }
        step?.();
        done();
      });
    },
  });
  server.server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.on('close', () => sockets.delete(remotePort));
  });
  // A client that is killed hangs up.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    takenCount: () => count,
    asked,
    cut,
    onStep: (listener) => {
      step = listener;
    },
    forget: () => {
      taken.clear();
      asked.length = 0;
      cut.clear();
      refusedOnce.clear();
      count = 0;
    },
    close: async () => await new Promise((resolve) => server.close(() => resolve())),
  };
};
