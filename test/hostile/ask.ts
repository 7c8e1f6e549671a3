import { expect } from 'vitest';
import { rawExchange, type RawReply } from './raw-exchange.ts';

export type Question = {
  readonly method?: string;
  /** As it stands in the request line. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** Sends one request byte for byte on a connection of its own, and gives its only reply. */
export const ask = async (port: number, question: Question): Promise<RawReply> => {
  const { method = 'GET', target, headers = {}, body } = question;
  const sent = {
    Host: `127.0.0.1:${port}`,
    Connection: 'close',
    ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  const { replies } = await rawExchange(port, Buffer.concat([head, Buffer.from(body ?? '')]));
  const [reply, ...more] = replies;
  expect(more).toEqual([]);
  if (reply === undefined) throw new Error(`no reply to ${method} ${target.slice(0, 200)}`);
  return reply;
};
