import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { constants, createBrotliCompress, createDeflate, createGzip } from 'node:zlib';
import { BLOCK_BYTES, compressedBlock } from './compressed-blocks.ts';

/** How an answer is packed. */
export type AnswerCoding = {
  /** For `Content-Encoding`; null where the bytes themselves are ClickHouse's compressed blocks. */
  readonly name: string | null;
  readonly packer: () => NodeJS.ReadWriteStream;
};

/** Pieces of what is too large to be sent at once. */
export const pieces = function* (bytes: Uint8Array, size = PIECE_BYTES): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
};

/**
 * What the client asks for: `compress=1` are ClickHouse's own blocks; `enable_http_compression=1` is a
 * coding of `Accept-Encoding`, the one that takes the least time. Null: nothing, or none that is known.
 */
export const answerCoding = (
  request: Pick<IncomingMessage, 'headers'>,
  parameters: ReadonlyMap<string, string>,
): AnswerCoding | null => {
  if (parameters.get('compress') === '1') return BLOCKS;
  if (parameters.get('enable_http_compression') !== '1') return null;
  const accepted = (request.headers['accept-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .filter((each) => !/;\s*q=0(\.0*)?\s*$/.test(each))
    .map((each) => each.split(';')[0]?.trim());
  return CODINGS.find(({ name }) => accepted.includes(name)) ?? null;
};

const PIECE_BYTES = 256 * 1_024;

const blocks = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    held.push(chunk);
    length += chunk.length;
    if (length < BLOCK_BYTES) continue;
    const all = Buffer.concat(held, length);
    const whole = length - (length % BLOCK_BYTES);
    for (const piece of pieces(all.subarray(0, whole), BLOCK_BYTES)) {
      yield await compressedBlock(piece);
    }
    held = [all.subarray(whole)];
    length -= whole;
  }
  if (length > 0) yield await compressedBlock(Buffer.concat(held, length));
};

const BLOCKS: AnswerCoding = { name: null, packer: () => Duplex.from(blocks) };

const FAST_BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const CODINGS: readonly (AnswerCoding & { readonly name: string })[] = [
  { name: 'gzip', packer: () => createGzip({ level: 1 }) },
  { name: 'deflate', packer: () => createDeflate({ level: 1 }) },
  { name: 'br', packer: () => createBrotliCompress(FAST_BROTLI) },
];
