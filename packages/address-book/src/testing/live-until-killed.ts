import { openLmdbAddressBook } from '../lmdb/lmdb-address-book.ts';
import { addressOf } from './address-of.ts';
import { keysOf, SECRET } from './keys-of.ts';

// A process of its own for the crash test: it enters, erases and rotates, and says what was done.
const [path = '', run = '', ...ids] = process.argv.slice(2);
const book = openLmdbAddressBook({ path, secret: SECRET, keys: keysOf(...ids) });
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const erasing: string[] = [];
for (let round = 0; ; round += 1) {
  const sent = `${run}-${round}@example.org`;
  const { subscriber } = await book.enter(addressOf(sent));
  say({ did: 'entered', subscriber, sent });
  erasing.push(subscriber);
  if (round % 3 === 2) {
    const erased = erasing.shift() ?? '';
    say({ did: 'erasing', subscriber: erased });
    await book.erase(erased);
    say({ did: 'erased', subscriber: erased });
  }
  if (round % 50 === 0) await book.rotate(() => undefined);
}
