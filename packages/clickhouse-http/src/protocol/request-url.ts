import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { ClickHouseError } from './clickhouse-error.ts';

/**
 * The URL of a request. What is percent-encoded in it must be UTF-8: other bytes would be replaced
 * without a word. Throws BAD_ARGUMENTS.
 */
export const requestUrl = ({ url = '/' }: Pick<IncomingMessage, 'url'>): URL => {
  const decoded = url.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  if (!isUtf8(Buffer.from(decoded, 'latin1'))) throw malformed('is not UTF-8');
  try {
    return new URL(`http://server${url.startsWith('/') ? '' : '/'}${url}`);
  } catch {
    throw malformed('is malformed');
  }
};

const malformed = (how: string): ClickHouseError =>
  new ClickHouseError('BAD_ARGUMENTS', `the URL ${how}`);
