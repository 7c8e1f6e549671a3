import { compressFrame } from 'lz4-napi';
import type { IncomingMessage } from 'node:http';
import { Readable, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createDeflate, createGzip } from 'node:zlib';
import { BLOCK_BYTES, compressedBlock } from './compressed-blocks.ts';

/** How an answer is packed. */
export type AnswerCoding = {
  /** For `Content-Encoding`; null where the bytes themselves are ClickHouse's compressed blocks. */
  readonly name: string | null;
  readonly pack: (bytes: Uint8Array) => AsyncIterable<Uint8Array> | Readable;
};

/** Pieces of an answer that is sent as it is. */
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
    .map((each) => each.trim())
    .filter((each) => !/;\s*q=0(\.0*)?$/.test(each))
    .map((each) => each.split(';')[0]?.trim());
  return CODINGS.find(({ name }) => name !== null && accepted.includes(name)) ?? null;
};

const PIECE_BYTES = 256 * 1_024;

const BLOCKS: AnswerCoding = {
  name: null,
  pack: async function* (bytes) {
    for (const piece of pieces(bytes, BLOCK_BYTES)) yield await compressedBlock(piece);
  },
};

const through = (bytes: Uint8Array, packer: Transform) => Readable.from(pieces(bytes)).pipe(packer);

const FAST_BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const CODINGS: readonly AnswerCoding[] = [
  {
    name: 'lz4',
    pack: async function* (bytes) {
      yield* pieces(await compressFrame(bytes));
    },
  },
  { name: 'gzip', pack: (bytes) => through(bytes, createGzip({ level: 1 })) },
  { name: 'deflate', pack: (bytes) => through(bytes, createDeflate({ level: 1 })) },
  { name: 'br', pack: (bytes) => through(bytes, createBrotliCompress(FAST_BROTLI)) },
];
