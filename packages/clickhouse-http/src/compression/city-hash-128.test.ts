import { expect, test } from 'vitest';
import { cityHash128 } from './city-hash-128.ts';

/** By the library of the makers of CityHash 1.0.2: the low half is the upper one here. */
const KNOWN: readonly (readonly [length: number, hash: bigint])[] = [
  [0, 0x3df09dfc64c09a2b3cb540c392e51e29n],
  [1, 0x39379490ccb55d552af2b13064cd571fn],
  [3, 0x030479bd1120509e24bbd81797c8584bn],
  [4, 0x484f632d3fa233c1ce9763b96a8a1bc7n],
  [7, 0xbe54eef51976997ebc57d85f28632dcfn],
  [8, 0x711be07ce8ce4f897e30cb0825d9da29n],
  [9, 0x67eed4067e40455a4c3889d4bfd8474cn],
  [15, 0xfed3aedfabb24dd9acab6baae6535245n],
  [16, 0x13dfdd2b115f42b47e123db439450f16n],
  [17, 0x20352d13870da5c6597b74b767b4258dn],
  [31, 0x0e04f20c72f9110a80ccdb140d6180ffn],
  [32, 0x6a1f28bea61cdbf25983446465534273n],
  [33, 0x8154d39c464afc998556fa74d9ef9258n],
  [64, 0x8cfb48f01f504f037274efd6d527d4a4n],
  [127, 0xd1785ba7bc65d490a36f2f19261fd621n],
  [128, 0x742d56982781562f452db59d185f3b46n],
  [143, 0x9c25ad5b9abe0a1db5501646f8d8321cn],
  [144, 0x8bbbe037afcbf8f295a284da448fb2a4n],
  [145, 0xc84e3a1872a4cbf72fbf82dab581efdbn],
  [160, 0x6502c4dedd6bb359d42c1b1d2c009d0cn],
  [191, 0xe66b1d461815e569c30d1882900d09fan],
  [256, 0xd92b7149cb23265c272c207cc42bd6b3n],
  [271, 0x9abd91d395b11eaf0cdb1864378a4eb9n],
  [272, 0x26153ed3a27f5eef49e62c03fd8128ebn],
  [300, 0x3348483eabf02eeb8c9c1127f27a20f8n],
  [699, 0xc745586ee89a2bcd3ac615aec8d12c03n],
  [4096, 0x1d99e6b0350da0b5eecbdb3d4da6fc73n],
  [65537, 0xb25ca8a59ec8dc68ee7e0ef03d5a291cn],
  [70000, 0xcbb09a2e7cbb2984abc4bc5cc6d9c440n],
];

const BYTES = Buffer.from(Array.from({ length: 70_000 }, (_, n) => (n * n * 7 + 3) % 256));

test.each(KNOWN)('of %i bytes it is what version 1.0.2 gives', (length, hash) => {
  const [low, high] = cityHash128(BYTES.subarray(0, length));
  expect((low << 64n) | high).toBe(hash);
});
