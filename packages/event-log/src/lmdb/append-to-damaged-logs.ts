import { LogCorruptedError } from '../log-corrupted-error.ts';
import { openLmdbLog } from './lmdb-log.ts';

// A process of its own because damage may end it with a signal: prints the outcome for each directory.
async function outcomeOf(path: string): Promise<string> {
  try {
    const log = openLmdbLog({ path, partitions: 4, clock: Date.now });
    try {
      const bounds = await log.bounds();
      for (const { topic, partition, end } of bounds) {
        for (let offset = 0; offset < end; offset += 1)
          await log.read({ topic, partition, offset });
      }
      // Takes free pages, so that it comes to every list of them.
      const value = new Uint8Array(300);
      for (let round = 0; round < 4; round += 1) {
        const keys = Array.from({ length: 200 }, (_, index) => `paper-${index}`);
        await log.append(keys.map((key) => ({ topic: 'emberlog.votes', key, value })));
      }
      return 'whole';
    } catch (error) {
      return error instanceof LogCorruptedError ? 'a record is damaged' : String(error);
    } finally {
      await log.close();
    }
  } catch (error) {
    return error instanceof LogCorruptedError ? 'refused' : String(error);
  }
}

for (const path of process.argv.slice(2)) {
  process.stdout.write(`${path} `);
  process.stdout.write(`${await outcomeOf(path)}\n`);
}
