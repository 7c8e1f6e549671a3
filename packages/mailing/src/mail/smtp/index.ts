export { createSmtpTransport } from './smtp-transport.ts';
export type { SmtpTransportOptions } from './smtp-transport.ts';
