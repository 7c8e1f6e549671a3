import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { withExamples } from '../examples.ts';
import { findServer, type ServerFlags, withServer } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Progress } from './checkpoint.ts';
import { importFile, type ImportOptions, importStream } from './import-input.ts';
import { type Shown, showImport } from './show-import.ts';
import { summary } from './summary.ts';

type Flags = ServerFlags & {
  readonly batch: number;
  readonly json?: boolean;
  readonly fromStart?: boolean;
};

/** Adds `import` to the program. */
export const addImport = (program: Command, { to, done }: CommandContext): void => {
  const command = program
    .command('import')
    .description('send events of a file, one JSON document a line; goes on where it was stopped')
    .argument('<file>', 'path of the file, or - for standard input')
    .option('--batch <count>', 'events in a request, 1 to 1000', batchSize, 500)
    .option('--from-start', 'begin at the first line; what was counted is not counted twice')
    .option('--json', 'print the result as one line of JSON')
    .action(async (file: string, flags: Flags) => {
      done(await runImport(file, flags, to));
    });
  withExamples(withServer(command, 'import'), 'emberlog import events.ndjson --json');
};

const runImport = async (file: string, flags: Flags, to: Surroundings): Promise<number> => {
  const { url, key } = await findServer(flags, to, 'import');
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
  return imported.progress.rejected > 0 ? EXIT.attention : EXIT.done;
};

const batchSize = (text: string): number => {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 1_000)
    throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
  return count;
};
