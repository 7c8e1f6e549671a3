import type { Admin, RawRecord, TopicName } from '@emberlog/client';
import type { Command } from 'commander';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext } from './command-context.ts';
import { withExamples } from './examples.ts';
import { EXIT, UsageError } from './exit-code.ts';
import { jsonLine } from './output/json-line.ts';
import { printable } from './output/printable.ts';
import { openAdmin, type ServerFlags, withServer } from './server.ts';
import { placeText, topicOption } from './topic.ts';
import { wholeNumber } from './whole-number.ts';

type Flags = ServerFlags & {
  readonly partition?: number;
  readonly lines: number;
  readonly follow?: boolean;
  readonly json?: boolean;
};

const LOOK_EVERY_MS = 500;

/** Adds `tail` to the program. */
export const addTail = (program: Command, { to, done }: CommandContext): void => {
  const command = program
    .command('tail')
    .description(
      'the last records of a topic as they stand in the log, and with --follow those that come (exit 130: interrupted)',
    )
    .argument('<topic>', 'items, votes or views', topicOption)
    .option('--partition <number>', 'this one only', wholeNumber(0, 65_535))
    .option('-n, --lines <count>', 'records of each partition', wholeNumber(0, 1_000), 10)
    .option('-f, --follow', 'go on until interrupted')
    .option('--json', 'print each as one line of JSON, the value as base64 and as text')
    .action(async (topic: TopicName, flags: Flags) => {
      const admin = await openAdmin(flags, to);
      const stop = new AbortController();
      to.onInterrupt(() => stop.abort());
      const show = (record: RawRecord): void =>
        void to.stdout.write(flags.json === true ? jsonLine(record) : recordText(record));
      const from = await startOf(admin, topic, flags);
      const isStopped = (): boolean => stop.signal.aborted;
      do {
        for (const [partition, next] of from) {
          from.set(partition, await showTo(admin, { topic, partition, from: next }, show));
        }
        if (flags.follow === true)
          await delay(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      } while (flags.follow === true && !isStopped());
      done(isStopped() ? EXIT.interrupted : EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog tail votes -n 5');
};

const startOf = async (
  admin: Admin,
  topic: TopicName,
  { partition: only, lines }: Flags,
): Promise<Map<number, number>> => {
  const { topics } = await admin.topics();
  const partitions = topics.find((each) => each.topic === topic)?.partitions ?? [];
  const wanted = partitions.filter(({ partition }) => only === undefined || partition === only);
  if (wanted.length === 0) throw new UsageError(`${topic} has no partition ${only ?? 0}`);
  return new Map(
    wanted.map(({ partition, first, end }) => [partition, Math.max(first, end - lines)]),
  );
};

type Start = { readonly topic: TopicName; readonly partition: number; readonly from: number };

/** Shows what is there, and resolves with where it goes on. */
const showTo = async (
  admin: Admin,
  start: Start,
  show: (record: RawRecord) => void,
): Promise<number> => {
  let from = start.from;
  for (;;) {
    const { records, next, end } = await admin.records({ ...start, from, limit: 1_000 });
    records.forEach(show);
    from = next;
    if (next >= end || records.length === 0) return from;
  }
};

const recordText = (record: RawRecord): string => {
  const { appended, key, text, value } = record;
  return `${printable(`${placeText(record)}  ${appended}  ${key}  ${text ?? `base64 ${value}`}`)}\n`;
};
