import type { TopicName } from '@emberlog/client';
import { type Progress, showProgress } from '@emberlog/terminal';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { EXIT } from '../exit-code.ts';
import { jsonLine } from '../output/json-line.ts';
import { findServer, type ServerFlags, withServer } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';
import { TOPIC_NAMES, topicOption } from '../topic.ts';
import type { ExportProgress } from './archive-progress.ts';
import { countOf, exportRecords } from './export-records.ts';
import { createAdmin } from '@emberlog/client';

type Flags = ServerFlags & {
  readonly topic?: TopicName;
  readonly fromStart?: boolean;
  readonly json?: boolean;
};

/** Adds `export` to the program. */
export const addExport = (program: Command, { to, done }: CommandContext): void => {
  const command = program
    .command('export')
    .description(
      'write the records of the log to an archive, gzip of one JSON document a line, the first of which says what it holds; goes on where it was stopped (exit 5: the file is there already)',
    )
    .argument('<file>', 'path of the archive, such as log.ndjson.gz')
    .option('--topic <topic>', 'items, votes or views; else all', topicOption)
    .option('--from-start', 'begin anew, and replace the file')
    .option('--json', 'print the result as one line of JSON')
    .action(async (file: string, flags: Flags) => {
      done(await runExport(file, flags, to));
    });
  withExamples(withServer(command, 'admin'), 'emberlog export log.ndjson.gz');
};

const runExport = async (file: string, flags: Flags, to: Surroundings): Promise<number> => {
  const { url, key } = await findServer(flags, to, 'admin');
  let isStopped = false;
  to.onInterrupt(() => (isStopped = true));
  let shown: Progress<ExportProgress> | null = null;
  const { finished, progress } = await exportRecords({
    admin: createAdmin({ baseUrl: url, apiKey: key, attempts: 8 }),
    url,
    file,
    topics: flags.topic === undefined ? TOPIC_NAMES : [flags.topic],
    fromStart: flags.fromStart === true,
    isStopped: () => isStopped,
    onBegin: (from) => {
      const { done } = countOf(from);
      if (done > 0) to.stderr.write(`going on after ${done} records of ${file}\n`);
      shown = showExport(to, done);
    },
    onProgress: (state) => shown?.update(state),
  }).finally(() => shown?.stop());
  const { done: records, total } = countOf(progress);
  to.stdout.write(
    flags.json === true
      ? jsonLine({ finished, records, total, bytes: progress.bytes, file })
      : `${finished ? '' : 'stopped after '}${records} records, ${progress.bytes} bytes in ${file}\n`,
  );
  return finished ? EXIT.done : EXIT.interrupted;
};

const showExport = ({ stderr, clock }: Surroundings, from: number): Progress<ExportProgress> =>
  showProgress<ExportProgress>({
    stream: stderr,
    clock,
    from,
    extent: (state) => ({ at: countOf(state).done, of: countOf(state).total }),
    words: (state, { perSecond, secondsLeft }) => {
      const { done, total } = countOf(state);
      const left = secondsLeft === null ? [] : [`${secondsLeft} s left`];
      return [`${done} of ${total} records`, `${perSecond(done - from)} a second`, ...left].join(
        ', ',
      );
    },
  });
