import { LogUnavailableError } from '../log-unavailable-error.ts';
import { openLmdbLog } from './lmdb-log.ts';

// A process of its own because its files may not grow: prints the outcome of each append.
const log = openLmdbLog({ path: process.argv[2] ?? '', partitions: 1, clock: Date.now });

async function outcomeOf(append: Promise<readonly { readonly offset: number }[]>): Promise<string> {
  try {
    return `offset ${(await append).map(({ offset }) => offset).join()}`;
  } catch (error) {
    return error instanceof LogUnavailableError ? 'unavailable' : String(error);
  }
}

const append = (size: number) =>
  log.append([{ topic: 'emberlog.votes', key: 'paper', value: new Uint8Array(size) }]);
const outcomes = [
  ...(await Promise.all([outcomeOf(append(10))])),
  ...(await Promise.all([outcomeOf(append(20)), outcomeOf(append(10_000_000))])),
  ...(await Promise.all([outcomeOf(append(30)), outcomeOf(append(40))])),
];
process.stdout.write(`${JSON.stringify(outcomes)}\n`);
await log.close();
