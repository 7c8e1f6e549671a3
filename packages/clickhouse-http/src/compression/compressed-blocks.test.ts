import { expect, test } from 'vitest';
import { BLOCK_BYTES, compressedBlock, uncompressedBlocks } from './compressed-blocks.ts';

const MOST = 1_000_000;

const SENT = Buffer.from('SELECT 1 AS one /* ' + 'and again '.repeat(40) + '*/');

test('a block comes back as it went in, as do several', async () => {
  const many = Buffer.alloc(BLOCK_BYTES, 'abc');
  const blocks = [await compressedBlock(SENT), await compressedBlock(many)];
  expect(Buffer.concat(blocks).length).toBeLessThan(2_000);
  expect(await uncompressedBlocks(Buffer.concat(blocks), MOST)).toEqual(
    Buffer.concat([SENT, many]),
  );
});

test('no bytes are no blocks, and an empty block is no bytes', async () => {
  expect(await uncompressedBlocks(Buffer.alloc(0), MOST)).toHaveLength(0);
  expect(await uncompressedBlocks(await compressedBlock(Buffer.alloc(0)), MOST)).toHaveLength(0);
});

// Seen to fail without the checksum.
test('whatever byte was changed, the block is refused', async () => {
  const block = await compressedBlock(SENT);
  for (let at = 0; at < block.length; at += 1) {
    const changed = Buffer.from(block);
    changed.writeUInt8(block.readUInt8(at) ^ 1, at);
    await expect(uncompressedBlocks(changed, MOST), String(at)).rejects.toThrow(
      /^Code: 271\. DB::Exception: the body holds a block .*\. \(CANNOT_DECOMPRESS\)$/,
    );
  }
});

test('a block that is cut off is refused', async () => {
  const block = await compressedBlock(SENT);
  for (let length = 1; length < block.length; length += 1) {
    await expect(uncompressedBlocks(block.subarray(0, length), MOST)).rejects.toThrow('cut off');
  }
});

// Seen to fail when sizes are looked at after the blocks are unpacked.
test('what says to be more than may be is not unpacked', async () => {
  const block = await compressedBlock(Buffer.alloc(MOST));
  await expect(uncompressedBlocks(block, MOST - 1)).rejects.toThrow('Code: 229.');
});
