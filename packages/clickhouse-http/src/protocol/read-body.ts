import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { ClickHouseError } from './clickhouse-error.ts';

/** Of `Content-Encoding`. */
const UNPACKERS = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

type Coding = keyof typeof UNPACKERS;

const isCoding = (name: string): name is Coding => Object.hasOwn(UNPACKERS, name);

export type BodyLimits = {
  /** As it came and unpacked. */
  readonly maxBytes: number;
  /** Hears of bytes before they are kept; throws when all bodies together hold too many. */
  readonly take: (bytes: number) => void;
};

/** The body, unpacked. */
export const readBody = async (
  request: IncomingMessage,
  { maxBytes, take }: BodyLimits,
): Promise<Buffer> => {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && !isCoding(encoding)) {
    throw new ClickHouseError(
      'NOT_IMPLEMENTED',
      'Content-Encoding of the request must be gzip, deflate or br, or absent',
    );
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    take(chunk.length);
    chunks.push(chunk);
  }
  const packed = Buffer.concat(chunks, length);
  if (encoding === 'identity') return packed;
  const unpacked = await unpack(packed, encoding, maxBytes);
  take(unpacked.length);
  return unpacked;
};

const unpack = async (packed: Buffer, coding: Coding, maxOutputLength: number): Promise<Buffer> => {
  try {
    return await UNPACKERS[coding](packed, { maxOutputLength });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxOutputLength);
    throw new ClickHouseError(
      'CANNOT_DECOMPRESS',
      'the body is not what Content-Encoding says, or not all of it',
    );
  }
};

const tooLarge = (maxBytes: number): ClickHouseError =>
  new ClickHouseError('QUERY_IS_TOO_LARGE', `the body has more than ${maxBytes} bytes`);
