import { openLmdbAddressBook } from '../lmdb/lmdb-address-book.ts';
import { addressOf } from './address-of.ts';
import { keysOf, SECRET } from './keys-of.ts';

// A process of its own for the test of two at once: it enters addresses and says what came of it.
const [path = '', count = ''] = process.argv.slice(2);
const book = openLmdbAddressBook({ path, secret: SECRET, keys: keysOf('first') });
for (let index = 0; index < Number(count); index += 1) {
  const entered = await book.enter(addressOf(`reader-${index}@example.org`));
  process.stdout.write(`${JSON.stringify(entered)}\n`);
}
await book.close();
