import { createInterface } from 'node:readline';
import { lockDirectory } from '../data-directory/lock.ts';

/** A process that tries for the lock of its argument once per line it is sent, and says the result. */
const [directory = ''] = process.argv.slice(2);
console.log('ready');
for await (const url of createInterface({ input: process.stdin })) {
  const taken = await lockDirectory(directory, url, { patienceMs: 0 }).catch(() => null);
  console.log(taken === null ? 'refused' : 'in');
}
