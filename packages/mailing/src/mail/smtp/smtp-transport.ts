import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { MailTransport } from '../transport.ts';
import { type DkimKey, dkimOptions } from './dkim-key.ts';
import { outcomeOfError } from './outcome-of-error.ts';
import type { SmtpServer } from './smtp-server-url.ts';

export type SmtpTransportOptions = {
  readonly server: SmtpServer;
  readonly dkim?: DkimKey;
  /** PEM of an authority of one's own. */
  readonly ca?: string;
  /** The name told in EHLO. @default the machine's */
  readonly name?: string;
  /** @default 2 */
  readonly connections?: number;
  /** Messages a second, over all connections. @default 10 */
  readonly perSecond?: number;
  /** How long a server may be silent, ms. @default 300000, as RFC 5321 asks for most commands */
  readonly silenceMs?: number;
  /** How long a message may take, the wait for its turn included, ms. @default 600000 */
  readonly deadlineMs?: number;
};

/**
 * Hands messages to an SMTP server over connections that are kept. Each message is tried once: the
 * server's 4xx is `deferred`, 5xx about the message is `rejected`, and silence or a lost connection
 * is `deferred` up to DATA and `unknown` after it.
 * @throws RangeError for a DKIM key that cannot sign
 */
export const createSmtpTransport = (options: SmtpTransportOptions): MailTransport => {
  const { server, dkim, ca, name, connections = 2, perSecond = 10 } = options;
  const { silenceMs = 300_000, deadlineMs = 600_000 } = options;
  const mailer = createTransport({
    ...{ pool: true, host: server.host, port: server.port, maxConnections: connections },
    ...{ secure: server.tls === 'implicit', requireTLS: server.tls === 'required' },
    ...{
      ignoreTLS: server.tls === 'off',
      tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    },
    ...(server.auth !== null && { auth: server.auth }),
    ...(name !== undefined && { name }),
    ...(dkim !== undefined && { dkim: dkimOptions(dkim) }),
    ...{ rateLimit: perSecond, rateDelta: 1_000, maxMessages: 100 },
    // A message is never tried again behind our back: whether it may be is the caller's to judge.
    maxRequeues: 0,
    ...{ connectionTimeout: Math.min(silenceMs, 30_000), greetingTimeout: silenceMs },
    ...{ socketTimeout: silenceMs, dnsTimeout: Math.min(silenceMs, 30_000) },
    ...{ logger: false, disableFileAccess: true, disableUrlAccess: true },
  });
  // Without a listener an idle connection that breaks would end the process.
  mailer.on('error', () => undefined);

  /** The stream each message is read from; nothing reads it before the server said 354. */
  const streams = new WeakMap<object, Readable>();
  mailer.use('stream', (mail, done) => {
    const { message, data } = mail;
    const key: unknown = data.raw;
    if (!Buffer.isBuffer(key)) {
      done(new Error('a message without its bytes'));
      return;
    }
    const open = message.createReadStream.bind(message);
    message.createReadStream = (streamOptions) => {
      const stream = open(streamOptions);
      streams.set(key, stream);
      return stream;
    };
    done();
  });

  return {
    send: async ({ from, to, raw }) => {
      const own = Buffer.from(raw);
      try {
        await mailer.sendMail({
          ...{ envelope: { from, to }, raw: own },
          signal: AbortSignal.timeout(deadlineMs),
        });
        return { outcome: 'sent', code: 250, detail: 'accepted' };
      } catch (error) {
        return outcomeOfError(error, streams.get(own)?.readableDidRead ?? false);
      }
    },
    close: () => mailer.close(),
  };
};
