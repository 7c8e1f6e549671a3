import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

// A process of its own, as a relay is: it takes everything, keeps nothing, and says what came.
let [mails, bytes] = [0, 0];
const server = new SMTPServer({
  ...{ authOptional: true, logger: false, disableReverseLookup: true },
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData: (stream, _session, done) => {
    stream.on('data', (part: Buffer) => (bytes += part.length));
    stream.on('end', () => {
      mails += 1;
      done();
    });
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.server.address() as AddressInfo).port}\n`);
});
setInterval(() => process.stdout.write(`${JSON.stringify({ mails, bytes })}\n`), 500);
