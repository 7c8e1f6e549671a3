import { describeAddressBookContract } from '../contract/address-book-contract.ts';
import { keysOf, SECRET } from '../testing/keys-of.ts';
import { createMemoryAddressBook } from './memory-address-book.ts';

describeAddressBookContract('the address book in memory', async () => {
  const book = createMemoryAddressBook({ secret: SECRET, keys: keysOf('first') });
  return await Promise.resolve({ book, dispose: () => Promise.resolve() });
});
