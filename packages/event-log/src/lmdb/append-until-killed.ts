import { openLmdbLog } from './lmdb-log.ts';

// A process of its own for the crash test: concurrent appenders that print what was acknowledged.
const APPENDERS = 8;
const [path = '', run = ''] = process.argv.slice(2);

const log = openLmdbLog({ path, partitions: 4, clock: Date.now });

async function appendForEver(appender: number): Promise<never> {
  for (let round = 0; ; round += 1) {
    const keys = Array.from(
      { length: 1 + (round % 5) },
      (_, index) => `${run}/${appender}/${round}/${index}`,
    );
    const positions = await log.append(
      keys.map((key) => ({
        topic: 'emberlog.votes',
        key,
        value: Buffer.from(key.repeat(1 + (round % 40))),
      })),
    );
    const lines = positions.map((position, index) => {
      return `${JSON.stringify({ position, key: keys[index], repeat: 1 + (round % 40) })}\n`;
    });
    process.stdout.write(lines.join(''));
  }
}

await Promise.all(Array.from({ length: APPENDERS }, (_, appender) => appendForEver(appender)));
