import { type AddressInfo, createServer, type Socket } from 'node:net';

export type ScriptedServer = {
  readonly port: number;
  readonly connections: () => number;
  /** How many messages it said yes to. */
  readonly accepted: () => number;
  readonly close: () => Promise<void>;
};

/** What to do at a step: say a line, hang up, or nothing at all for ever. */
export type Step = 'hang up' | 'silence' | `${number} ${string}`;

/**
 * A server that does as told, for what no well-behaved one does. Steps are `greeting`, the verbs of
 * commands, `middle` for the first bytes of a message, `end` for the dot after it, and `after` for when
 * it was answered.
 */
export const startScriptedServer = async (
  steps: Readonly<Partial<Record<string, Step>>>,
): Promise<ScriptedServer> => {
  const sockets = new Set<Socket>();
  const usual: Readonly<Record<string, Step>> = {
    ...{ greeting: '220 here', EHLO: '250 here', MAIL: '250 ok', RCPT: '250 ok' },
    ...{ DATA: '354 go on', end: '250 ok', QUIT: '221 bye', RSET: '250 ok' },
  };
  let connections = 0;
  let accepted = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    connections += 1;
    socket.on('error', () => undefined);
    let inMessage = false;
    let rest = '';
    const act = (name: string): void => {
      const step = steps[name] ?? usual[name] ?? '500 what';
      if (step === 'hang up') socket.destroy();
      else if (step !== 'silence') socket.write(`${step}\r\n`);
      if (name === 'end' && step.startsWith('250')) accepted += 1;
      if (name === 'end' && steps['after'] === 'hang up') socket.end();
      inMessage = name === 'DATA' && step.startsWith('354');
    };
    act('greeting');
    socket.on('data', (bytes) => {
      rest += bytes.toString('latin1');
      if (inMessage && steps['middle'] === 'hang up') socket.destroy();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (!inMessage) act(line.slice(0, 4).toUpperCase());
        else if (line === '.') act('end');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    accepted: () => accepted,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
