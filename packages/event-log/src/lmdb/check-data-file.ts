import { closeSync, openSync, readSync } from 'node:fs';
import { LogCorruptedError } from '../log-corrupted-error.ts';
import type { DataFile, Tree } from './data-file.ts';
import { checkOverflowPage, damaged, PAGE_HEAD_SIZE, readTreePage } from './data-page.ts';
import type { PagePlace, StoredValue } from './data-page.ts';

/** The deepest tree the engine can follow. */
const MAX_DEPTH = 32;
/** The first two pages are the headers. */
const FIRST_PAGE = 2;

/**
 * Walks both trees of a data file, records and free pages, without the engine: on a damaged index
 * that would read outside of the file, and the process would die of a signal. Values are not
 * looked at; their own checksums tell. Reads each page in use once. Throws `LogCorruptedError`.
 */
export function checkDataFile(file: DataFile): void {
  const handle = openSync(file.path, 'r');
  try {
    const pages = createPages(file, handle);
    walk(file.path, file.records, pages, () => undefined);
    const free: (readonly [place: PagePlace, list: Buffer])[] = [];
    walk(file.path, file.freePages, pages, (value, page, place) => {
      free.push([place, pages.content(value, page)]);
    });
    // Only now every page in use is known: writing to a free page that is none would lose records.
    for (const [place, list] of free) {
      for (const number of freePagesOf(list, place)) pages.claim(number, place);
    }
  } finally {
    closeSync(handle);
  }
}

type Pages = {
  /** Notes that a page is free. Throws when there is no such page, or it is taken already. */
  claim(number: number, from: From): void;
  /** Notes that a page is in use. Throws as `claim` does, and when the file ends before it. */
  use(number: number, from: From): PagePlace;
  read(place: PagePlace): Buffer;
  /** Notes the pages of a value as used and checks the first. */
  useValue(value: StoredValue, from: PagePlace): void;
  /** The bytes of a value whose page is `page`. */
  content(value: StoredValue, page: Buffer): Buffer;
};

type From = Pick<PagePlace, 'path' | 'number'>;

function createPages(file: DataFile, handle: number): Pages {
  const { path, pageSize, lastPage, transaction } = file;
  // Not sized by the header's word, which may be damaged itself.
  const taken = new Uint8Array(Math.ceil(file.bytes / pageSize));
  const takenBehindEnd = new Set<number>();
  const readBytes = (number: number, skip: number, bytes: number): Buffer => {
    const buffer = Buffer.alloc(bytes);
    if (readSync(handle, buffer, 0, bytes, number * pageSize + skip) < bytes) cutShort(file);
    return buffer;
  };
  const claim: Pages['claim'] = (number, from) => {
    if (number < FIRST_PAGE || number > lastPage) damaged(from, 'leads out of the file');
    if (taken[number] === 1 || takenBehindEnd.has(number)) {
      damaged(from, `leads to page ${number}, which is used elsewhere`);
    }
    if (number < taken.length) taken[number] = 1;
    else takenBehindEnd.add(number);
  };
  const use: Pages['use'] = (number, from) => {
    claim(number, from);
    if ((number + 1) * pageSize > file.bytes) cutShort(file);
    return { path, number, transaction };
  };
  return {
    claim,
    use,
    read: ({ number }) => readBytes(number, 0, pageSize),
    useValue({ big }, from) {
      if (big === null) return;
      const first = use(big.page, from);
      for (let next = 1; next < big.pages; next += 1) use(big.page + next, from);
      checkOverflowPage(readBytes(big.page, 0, PAGE_HEAD_SIZE), big.pages, first);
    },
    content: ({ big, at, bytes }, page) =>
      big === null ? page.subarray(at, at + bytes) : readBytes(big.page, PAGE_HEAD_SIZE, bytes),
  };
}

// Pages at the end that are free may never have been written: only a page in use tells.
function cutShort({ path, bytes, expectedBytes }: DataFile): never {
  throw new LogCorruptedError(
    `${path} is cut short: it has ${bytes} of ${expectedBytes} bytes`,
    null,
  );
}

type OnValue = (value: StoredValue, page: Buffer, place: PagePlace) => void;

function walk(path: string, tree: Tree, pages: Pages, onValue: OnValue): void {
  const { root, depth, entries } = tree;
  if (root === null) return;
  let found = 0n;
  const visit = (place: PagePlace, level: number): void => {
    const page = pages.read(place);
    const content = readTreePage(page, place);
    if (level > MAX_DEPTH || (content.kind === 'leaf') !== (level === depth)) {
      damaged(place, 'stands at the wrong depth');
    }
    if (content.kind === 'branch') {
      for (const child of content.children) visit(pages.use(child, place), level + 1);
      return;
    }
    for (const value of content.values) {
      pages.useValue(value, place);
      onValue(value, page, place);
    }
    found += BigInt(content.values.length);
  };
  const top = pages.use(root, { path, number: 0 });
  visit(top, 1);
  if (found !== entries) damaged(top, `leads to ${found} of ${entries} entries`);
}

/** A list begins with its length; a number below zero is the length of a run whose start follows. */
function* freePagesOf(list: Buffer, place: PagePlace): Generator<number> {
  const length = list.byteLength < 8 ? -1 : Number(list.readBigInt64LE(0));
  if (length < 0 || (length + 1) * 8 > list.byteLength) damaged(place, 'has no list of free pages');
  for (let index = 1; index <= length; index += 1) {
    const entry = Number(list.readBigInt64LE(index * 8));
    if (entry >= 0) {
      if (entry > 0) yield entry;
      continue;
    }
    index += 1;
    if (index > length) damaged(place, 'has half a list of free pages');
    const start = Number(list.readBigInt64LE(index * 8));
    for (let next = 0; next < -entry; next += 1) yield start + next;
  }
}
