import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { EXIT, UsageError } from '../exit-code.ts';
import { findKey } from '../find-key.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Progress } from './checkpoint.ts';
import { importFile, type ImportOptions, importStream } from './import-input.ts';
import { type Shown, showImport } from './show-import.ts';
import { summary } from './summary.ts';

type Flags = {
  readonly url?: string;
  readonly key?: string;
  readonly dataDir: string;
  readonly batch: number;
  readonly json?: boolean;
  readonly fromStart?: boolean;
};

const DEFAULT_URL = 'http://127.0.0.1:8787';

/** Adds `import` to the program; `done` gets the exit code. */
export const addImport = (
  program: Command,
  surroundings: Surroundings,
  done: (code: number) => void,
): void => {
  program
    .command('import')
    .description('send events of a file, one JSON document a line; goes on where it was stopped')
    .argument('<file>', 'path of the file, or - for standard input')
    .option('--url <url>', `where the API answers (EMBERLOG_URL, else ${DEFAULT_URL})`)
    .option('--key <key>', 'a key with the scope import (better: EMBERLOG_API_KEY)')
    .option('--data-dir <path>', 'data directory of the server, for its key', '.emberlog')
    .option('--batch <count>', 'events in a request, 1 to 1000', batchSize, 500)
    .option('--from-start', 'begin at the first line; what was counted is not counted twice')
    .option('--json', 'print the result as one line of JSON')
    .action(async (file: string, flags: Flags) => {
      done(await runImport(file, flags, surroundings));
    });
};

const runImport = async (file: string, flags: Flags, to: Surroundings): Promise<number> => {
  const url = webUrl(flags.url ?? to.env['EMBERLOG_URL'] ?? DEFAULT_URL);
  const key = await findKey({ key: flags.key, env: to.env, dataDir: flags.dataDir, url });
  const interrupt = new AbortController();
  to.onInterrupt(() => interrupt.abort());
  let shown: Shown<Progress> | null = null;
  const options: ImportOptions = {
    file,
    url,
    key,
    batch: flags.batch,
    fromStart: flags.fromStart === true,
    signal: interrupt.signal,
    onBegin: ({ from, bytes }) => {
      if (from.line > 0) to.stderr.write(`going on after line ${from.line} of ${file}\n`);
      shown = showImport({ stream: to.stderr, clock: to.clock, from, bytes });
    },
    onProgress: (progress) => shown?.update(progress),
  };
  const imported = await (
    file === '-'
      ? importStream(to.stdin, { ...options, rejections: to.stderr })
      : importFile(options)
  ).finally(() => shown?.stop());
  to.stdout.write(summary(imported, { file, json: flags.json === true }));
  if (!imported.finished) return EXIT.interrupted;
  return imported.progress.rejected > 0 ? EXIT.rejected : EXIT.accepted;
};

const webUrl = (text: string): string => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new UsageError(`--url or EMBERLOG_URL: ${text} is no http or https URL`);
  return text;
};

const batchSize = (text: string): number => {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 1_000)
    throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
  return count;
};
