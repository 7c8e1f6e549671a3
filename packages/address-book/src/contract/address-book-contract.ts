import { inspect } from 'node:util';
import { nastyIds } from '@emberlog/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AddressBook, AddressListing, KeyRotation } from '../address-book.ts';
import { addressOf } from '../testing/address-of.ts';

export type BookUnderTest = {
  /** Empty; its first address key has the id `first`. */
  readonly book: AddressBook & AddressListing & KeyRotation;
  dispose(): Promise<void>;
};

/** What every adapter of the address book holds. */
export const describeAddressBookContract = (
  name: string,
  createBook: () => Promise<BookUnderTest>,
): void => {
  describe(name, () => {
    let test: BookUnderTest;
    let book: AddressBook & AddressListing & KeyRotation;
    beforeEach(async () => {
      test = await createBook();
      book = test.book;
    });
    afterEach(async () => await test.dispose());

    const enter = async (text: string) => await book.enter(addressOf(text));
    const opened = async (subscriber: string) => (await book.open(subscriber))?.sent ?? null;

    it('begins empty', async () => {
      expect(await book.count()).toBe(0);
      expect(await book.find(addressOf('ada@example.org'))).toBeNull();
      expect(await book.open('0'.repeat(32))).toBeNull();
    });

    it('finds and opens what was entered, as it was typed', async () => {
      const { subscriber, isNew } = await enter('Ada.Lovelace@Example.ORG');
      expect(isNew).toBe(true);
      expect(subscriber).toMatch(/^[0-9a-f]{32}$/);
      expect(await book.find(addressOf('ada.lovelace@example.org'))).toBe(subscriber);
      expect(await opened(subscriber)).toBe('Ada.Lovelace@example.org');
      expect(await book.count()).toBe(1);
    });

    // Seen to fail when the lookup is made of the address as sent.
    it('takes every spelling of an address for the same, and keeps the first', async () => {
      const first = await enter('zoe\u0308@bücher.example.org');
      const again = await enter('ZO\u00CB@xn--bcher-kva.EXAMPLE.org');
      expect(again).toEqual({ subscriber: first.subscriber, isNew: false });
      expect(await opened(first.subscriber)).toBe('zo\u00EB@xn--bcher-kva.example.org');
    });

    it('takes tags, dots and look-alikes for other addresses', async () => {
      const texts = ['ada@example.org', 'a.da@example.org', 'ada+x@example.org', 'аda@example.org'];
      const entered = await Promise.all(texts.map(enter));
      expect(new Set(entered.map(({ subscriber }) => subscriber)).size).toBe(texts.length);
      expect(await Promise.all(entered.map(({ subscriber }) => opened(subscriber)))).toEqual(texts);
    });

    it('makes one subscriber of an address that many enter at once', async () => {
      const entered = await Promise.all(Array.from({ length: 30 }, () => enter('ada@example.org')));
      expect(entered.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(entered.map(({ subscriber }) => subscriber)).size).toBe(1);
      expect(await book.count()).toBe(1);
    });

    it('keeps the longest address', async () => {
      const domain = `${'d'.repeat(61)}.${'e'.repeat(61)}.${'f'.repeat(61)}.org`;
      const longest = `${'é'.repeat(32)}@${domain.slice(-189)}`;
      expect(Buffer.byteLength(longest)).toBe(254);
      expect(await opened((await enter(longest)).subscriber)).toBe(longest);
    });

    // Seen to fail when erasing leaves the lookup.
    it('erases an address, and takes it as new when it comes again', async () => {
      const { subscriber } = await enter('ada@example.org');
      const other = await enter('grace@example.org');
      await book.erase(subscriber);
      expect(await book.open(subscriber)).toBeNull();
      expect(await book.find(addressOf('ada@example.org'))).toBeNull();
      expect(await book.count()).toBe(1);
      expect(await opened(other.subscriber)).toBe('grace@example.org');

      const again = await enter('ada@example.org');
      expect(again.isNew).toBe(true);
      expect(again.subscriber).not.toBe(subscriber);
      expect(await book.open(subscriber)).toBeNull();
      expect(await opened(again.subscriber)).toBe('ada@example.org');
      expect(await opened(other.subscriber)).toBe('grace@example.org');
    });

    it('erases what is erased or was never there without a word', async () => {
      const { subscriber } = await enter('ada@example.org');
      await book.erase(subscriber);
      await book.erase(subscriber);
      await book.erase('f'.repeat(32));
      expect(await book.count()).toBe(0);
    });

    it('knows no subscriber by any other text than an id', async () => {
      const { subscriber } = await enter('ada@example.org');
      const texts = [
        ...nastyIds,
        subscriber.toUpperCase(),
        `${subscriber} `,
        `${subscriber}\n`,
        '',
      ];
      for (const text of texts) {
        // An id may have no letters, and is its own upper case then.
        if (text === subscriber) continue;
        await book.erase(text);
        expect(await book.open(text)).toBeNull();
      }
      expect(await opened(subscriber)).toBe('ada@example.org');
    });

    it('opens an address that does not show itself', async () => {
      const { subscriber } = await enter('ada@example.org');
      const address = await book.open(subscriber);
      const shown = [String(address), JSON.stringify({ address }), inspect({ address })];
      expect(shown).toEqual(['[address]', '{"address":"[address]"}', '{ address: [address] }']);
    });

    it('lists who has an address', async () => {
      const listed = async () => {
        const parts: string[] = [];
        for await (const part of book.subscribers()) parts.push(...part);
        return parts.toSorted();
      };
      expect(await listed()).toEqual([]);
      const entered = await Promise.all(
        Array.from({ length: 12 }, async (_, n) => await enter(`reader-${n}@example.org`)),
      );
      const [first, ...others] = entered.map(({ subscriber }) => subscriber);
      await book.erase(first ?? '');
      expect(await listed()).toEqual(others.toSorted());
    });

    it('says which address key is in use', async () => {
      expect(await book.usesKey('first')).toBe(false);
      await enter('ada@example.org');
      expect(await book.usesKey('first')).toBe(true);
      expect(await book.usesKey('other')).toBe(false);
      expect(await book.rotate(() => undefined)).toEqual({ done: 1, rewrapped: 0 });
    });
  });
};
