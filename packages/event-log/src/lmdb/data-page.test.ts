import { expect, it } from 'vitest';
import { checkOverflowPage, readTreePage } from './data-page.ts';

const SIZE = 256;
const HEAD = 24;
const [BRANCH, LEAF, OVERFLOW] = [0x01, 0x02, 0x04];
const place = { path: '/data.mdb', number: 7, transaction: 9n };

type Node = {
  readonly at: number;
  readonly size: number;
  readonly flags?: number;
  readonly key?: number;
};
type Page = {
  readonly number?: number;
  readonly transaction?: number;
  readonly flags: number;
  readonly nodes?: readonly Node[];
  readonly lower?: number;
  readonly upper?: number;
};

/** A page as the engine lays it out: a head, the places of nodes, the nodes at its end. */
const pageOf = ({ number = 7, transaction = 9, flags, nodes = [], ...places }: Page): Buffer => {
  const page = Buffer.alloc(SIZE);
  page.writeBigUInt64LE(BigInt(number), 0);
  page.writeBigUInt64LE(BigInt(transaction), 8);
  page.writeUInt16LE(flags, 18);
  page.writeUInt16LE(places.lower ?? 2 * nodes.length, 20);
  page.writeUInt16LE(places.upper ?? Math.min(SIZE - HEAD, ...nodes.map(({ at }) => at)), 22);
  for (const [index, node] of nodes.entries()) {
    page.writeUInt16LE(node.at, HEAD + 2 * index);
    if (HEAD + node.at + 8 > SIZE) continue;
    page.writeUInt32LE(node.size, HEAD + node.at);
    page.writeUInt16LE(node.flags ?? 0, HEAD + node.at + 4);
    page.writeUInt16LE(node.key ?? 4, HEAD + node.at + 6);
  }
  return page;
};

it('reads the children of a branch and the values of a leaf', () => {
  const children = [
    { at: 100, size: 3 },
    { at: 120, size: 5 },
  ];
  expect(readTreePage(pageOf({ flags: BRANCH, nodes: children }), place)).toEqual({
    kind: 'branch',
    children: [3, 5],
  });
  expect(readTreePage(pageOf({ flags: LEAF, nodes: [{ at: 100, size: 10 }] }), place)).toEqual({
    kind: 'leaf',
    values: [{ bytes: 10, at: HEAD + 100 + 8 + 4, big: null }],
  });
});

it('reads where a value of several pages lies', () => {
  const page = pageOf({ flags: LEAF, nodes: [{ at: 100, size: 300, flags: 1 }] });
  const valueAt = HEAD + 100 + 8 + 4;
  page.writeBigUInt64LE(40n, valueAt);
  page.writeBigUInt64LE(2n, valueAt + 16);
  expect(readTreePage(page, place)).toEqual({
    kind: 'leaf',
    values: [{ bytes: 300, at: 0, big: { page: 40, pages: 2 } }],
  });
  page.writeBigUInt64LE(3n, valueAt + 16);
  expect(() => readTreePage(page, place)).toThrow('has a value of another length');
});

const one = [{ at: 100, size: 10 }];
it.each<[string, Page]>([
  ['has another number', { flags: LEAF, number: 8 }],
  ['is of a later transaction', { flags: LEAF, transaction: 10 }],
  ['has no valid head', { flags: LEAF, nodes: one, lower: 3 }],
  ['has no valid head', { flags: LEAF, nodes: one, lower: 2, upper: 1 }],
  ['has no valid head', { flags: LEAF, nodes: one, upper: SIZE - HEAD + 1 }],
  ['has an entry outside of it', { flags: LEAF, nodes: one, upper: 101 }],
  ['has an entry outside of it', { flags: LEAF, nodes: [{ at: SIZE - HEAD - 7, size: 1 }] }],
  ['has too few entries', { flags: BRANCH, nodes: one }],
  ['is no page of an index', { flags: OVERFLOW }],
  ['has a key that leaves it', { flags: BRANCH, nodes: [...one, { at: 110, size: 1, key: 200 }] }],
  ['has an entry of an unknown kind', { flags: LEAF, nodes: [{ at: 100, size: 1, flags: 2 }] }],
  ['has an entry that leaves it', { flags: LEAF, nodes: [{ at: 100, size: 200 }] }],
])('says that a page %s', (how, page) => {
  expect(() => readTreePage(pageOf(page), place)).toThrow(`/data.mdb is damaged: page 7 ${how}`);
});

it('takes the first page of a value for what it is, and no other', () => {
  const page = pageOf({ flags: OVERFLOW });
  page.writeUInt32LE(3, 20);
  expect(() => checkOverflowPage(page, 3, place)).not.toThrow();
  expect(() => checkOverflowPage(page, 2, place)).toThrow('is no page of a value');
  expect(() => checkOverflowPage(pageOf({ flags: LEAF }), 3, place)).toThrow(
    'is no page of a value',
  );
});
