import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { openLmdbAddressBook } from '../lmdb/lmdb-address-book.ts';
import { addressOf } from './address-of.ts';
import { keysOf, SECRET } from './keys-of.ts';

// A process of its own for the crash test: it does one thing to a book and is killed before, or
// after, the system call of that number that writes or syncs the row keys.
const [path = '', work = '', argument = '', number = '', when = ''] = process.argv.slice(2);

let left = Number(number);
const dying = <A extends readonly unknown[], T>(call: (...args: A) => T) => {
  return (...args: A): T => {
    left -= 1;
    if (left === 0 && when === 'before') process.kill(process.pid, 'SIGKILL');
    const result = call(...args);
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    return result;
  };
};
const beginToDie = (): void => {
  Object.assign(fs, { writeSync: dying(fs.writeSync), fdatasyncSync: dying(fs.fdatasyncSync) });
  syncBuiltinESMExports();
};

if (work === 'begin') beginToDie();
const keys = work === 'rotate' ? keysOf('second', 'first') : keysOf('first');
const book = openLmdbAddressBook({ path, secret: SECRET, keys });
if (work !== 'begin') beginToDie();

if (work === 'enter') await book.enter(addressOf(argument));
if (work === 'erase') await book.erase(argument);
if (work === 'rotate') await book.rotate(() => undefined);
await book.close();
