import { compress, uncompress } from 'lz4-napi';
import { ClickHouseError } from '../protocol/clickhouse-error.ts';
import { cityHash128 } from './city-hash-128.ts';

/** Bytes of a block before it is compressed: some 2 ms for its checksum, in which nothing else runs. */
export const BLOCK_BYTES = 128 * 1_024;

const LZ4 = 0x82;
const NONE = 0x02;
/** Method, size with this head, size of what was compressed. */
const HEAD_BYTES = 9;
const CHECKSUM_BYTES = 16;

/** One block as ClickHouse frames them: checksum, method, both sizes, LZ4 without a frame of its own. */
export const compressedBlock = async (bytes: Uint8Array): Promise<Buffer> => {
  // The library puts the size before the block, as four bytes.
  const packed = (await compress(bytes)).subarray(SIZE_BYTES);
  const block = Buffer.allocUnsafe(CHECKSUM_BYTES + HEAD_BYTES + packed.length);
  const content = block.subarray(CHECKSUM_BYTES);
  content.writeUInt8(LZ4, 0);
  content.writeUInt32LE(HEAD_BYTES + packed.length, 1);
  content.writeUInt32LE(bytes.length, 5);
  content.set(packed, HEAD_BYTES);
  block.set(checksumOf(content), 0);
  return block;
};

/**
 * What blocks one after another hold, at most `maxBytes`. Throws CANNOT_DECOMPRESS for what is no
 * such block, or not as it was sent.
 */
export const uncompressedBlocks = async (bytes: Buffer, maxBytes: number): Promise<Buffer> => {
  const parts: Buffer[] = [];
  let length = 0;
  for (let rest = bytes; rest.length > 0;) {
    const { method, packed, size, next } = blockAt(rest);
    length += size;
    if (length > maxBytes) {
      throw new ClickHouseError('QUERY_IS_TOO_LARGE', `the body has more than ${maxBytes} bytes`);
    }
    parts.push(method === NONE ? packed : await unpacked(packed, size));
    rest = next;
  }
  return Buffer.concat(parts, length);
};

const SIZE_BYTES = 4;

const blockAt = (rest: Buffer) => {
  if (rest.length < CHECKSUM_BYTES + HEAD_BYTES) throw unreadable('a block that is cut off');
  const length = rest.readUInt32LE(CHECKSUM_BYTES + 1);
  const end = CHECKSUM_BYTES + length;
  if (length < HEAD_BYTES || end > rest.length) throw unreadable('a block that is cut off');
  const content = rest.subarray(CHECKSUM_BYTES, end);
  if (!checksumOf(content).equals(rest.subarray(0, CHECKSUM_BYTES))) {
    throw unreadable('a block whose checksum is another');
  }
  const method = content.readUInt8(0);
  if (method !== LZ4 && method !== NONE) throw unreadable('a block that is not LZ4');
  const packed = content.subarray(HEAD_BYTES);
  const size = content.readUInt32LE(5);
  if (method === NONE && packed.length !== size) throw unreadable('a block of another size');
  return { method, packed, size, next: rest.subarray(end) };
};

const unpacked = async (packed: Buffer, size: number): Promise<Buffer> => {
  const sized = Buffer.allocUnsafe(SIZE_BYTES + packed.length);
  sized.writeUInt32LE(size, 0);
  sized.set(packed, SIZE_BYTES);
  const bytes = await uncompress(sized).catch(() => null);
  if (bytes?.length !== size) throw unreadable('a block that is not LZ4');
  return bytes;
};

const checksumOf = (content: Buffer): Buffer => {
  const [low, high] = cityHash128(content);
  const checksum = Buffer.allocUnsafe(CHECKSUM_BYTES);
  checksum.writeBigUInt64LE(low, 0);
  checksum.writeBigUInt64LE(high, 8);
  return checksum;
};

const unreadable = (what: string): ClickHouseError =>
  new ClickHouseError('CANNOT_DECOMPRESS', `the body holds ${what}`);
