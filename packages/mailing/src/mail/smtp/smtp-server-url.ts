import { z } from 'zod';

/** Where mail is handed over. */
export type SmtpServer = {
  readonly host: string;
  readonly port: number;
  /**
   * `implicit`: TLS from the first byte; `required`: STARTTLS or nothing is sent; `optional`:
   * STARTTLS where it is offered; `off`: never.
   */
  readonly tls: 'implicit' | 'required' | 'optional' | 'off';
  readonly auth: { readonly user: string; readonly pass: string } | null;
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * `smtp://user:password@host:587` (STARTTLS required unless `?tls=optional` or `?tls=off`) or
 * `smtps://…` (TLS from the start). A user and a password are percent-encoded. Its errors tell
 * nothing of the text: it holds a password.
 */
export const smtpServerUrl = z.string().transform((text, context): SmtpServer => {
  const refuse = (message: string): never => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (text.length > 2_000 || !/^smtps?:\/\//.test(text) || !URL.canParse(text))
    return refuse('must be a URL that begins with smtp:// or smtps://');
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '' || !['', '/'].includes(url.pathname) || url.hash !== '')
    return refuse('must have a host, and no path or fragment');
  const tls = url.protocol === 'smtps:' ? 'implicit' : (url.searchParams.get('tls') ?? 'required');
  const names = [...url.searchParams.keys()];
  if (
    !isTls(tls) ||
    names.length > (url.protocol === 'smtps:' ? 0 : 1) ||
    names.some((n) => n !== 'tls')
  )
    return refuse('may have only tls=required, tls=optional or tls=off behind the ?, for smtp');
  const auth = authOf(url);
  if (auth === undefined)
    return refuse('must have a user and a password, percent-encoded, or neither');
  if (auth !== null && (tls === 'off' || tls === 'optional') && !LOOPBACK.test(host))
    return refuse('must not send a password without TLS to another machine');
  const port = url.port === '' ? (tls === 'implicit' ? 465 : 587) : Number(url.port);
  return port === 0 ? refuse('must have a port from 1 to 65535') : { host, port, tls, auth };
});

const isTls = (text: string): text is SmtpServer['tls'] =>
  ['implicit', 'required', 'optional', 'off'].includes(text);

const authOf = ({ username, password }: URL): SmtpServer['auth'] | undefined => {
  if (username === '' && password === '') return null;
  if (username === '' || password === '') return undefined;
  try {
    return { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
};
