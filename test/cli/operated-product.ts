import { run } from '@emberlog/cli';
import { openLmdbLog, partitionOf, type NewRecord } from '@emberlog/event-log';
import { createLogger, readConfig } from '@emberlog/service-kit';
import { standaloneConfig, startStandalone, type Standalone } from '@emberlog/standalone';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';

type Called = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type OperatedProduct = {
  /** Holds `.emberlog`, the data directory. */
  readonly directory: string;
  readonly url: string;
  /** Runs `emberlog` in this process with the words given. */
  readonly emberlog: (...argv: string[]) => Promise<Called>;
  readonly keys: () => Promise<Readonly<Record<string, string>>>;
  /** Stops it, appends records to its log as no collector would, and starts it again. */
  readonly appendRaw: (records: readonly NewRecord[]) => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const PARTITIONS = 4;
const logger = createLogger({ name: 'operated', level: 'silent' });

/** The real product on the embedded adapters in this process, and the command of its operators. */
export const startOperated = async (): Promise<OperatedProduct> => {
  const directory = await mkdtemp(join(tmpdir(), 'emberlog-operated-'));
  const dataDir = join(directory, '.emberlog');
  const read = readConfig(standaloneConfig, {
    EMBERLOG_DATA_DIR: dataDir,
    EMBERLOG_DEMO: 'off',
    EMBERLOG_PORT: '0',
  });
  if (!read.ok) throw new Error('the configuration is not valid');
  const { config } = read;
  const start = async (): Promise<Standalone> => {
    const started = await startStandalone({ config, logger, clock: Date.now });
    await started.whenCaughtUp();
    return started;
  };
  let product = await start();
  const whileStopped = async (work: () => Promise<void>): Promise<void> => {
    await product.stop();
    await work();
    product = await start();
  };
  return {
    directory,
    get url() {
      return product.url;
    },
    keys: async () =>
      JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8')) as Record<string, string>,
    emberlog: async (...argv) => {
      const stdout = collecting();
      const stderr = collecting();
      const code = await run({
        argv,
        env: { EMBERLOG_URL: product.url },
        stdin: Readable.from([]),
        stdout,
        stderr,
        clock: Date.now,
        onInterrupt: () => undefined,
      });
      return { code, stdout: stdout.text(), stderr: stderr.text() };
    },
    restart: async () => await whileStopped(() => Promise.resolve()),
    appendRaw: async (records) =>
      await whileStopped(async () => {
        const path = join(dataDir, 'log');
        const log = openLmdbLog({ path, partitions: PARTITIONS, clock: Date.now });
        await log.append(records);
        await log.close();
      }),
    close: async () => {
      await product.stop();
      await rm(directory, { recursive: true });
    },
  };
};

/** A record of the votes that nobody can read, in the partition given. */
export const poison = (partition: number): NewRecord => ({
  topic: 'emberlog.votes',
  key: keyIn(partition),
  value: Buffer.from('{"not": "an event"'),
});

const keyIn = (partition: number): string => {
  for (let n = 0; ; n += 1)
    if (partitionOf(`key-${n}`, PARTITIONS) === partition) return `key-${n}`;
};

/** Takes any amount, as a terminal does. */
const collecting = () => {
  let taken = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      taken += String(chunk);
      done();
    },
  });
  return Object.assign(stream, { text: () => taken });
};
