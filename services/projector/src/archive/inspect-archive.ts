import type { FactTable } from '@emberlog/clickhouse';
import type { EventLog, LogRecord, PartitionBounds, TopicPartition } from '@emberlog/event-log';
import { RebuildRefusedError } from '../rebuild/rebuild-refused-error.ts';
import type { Archive, ArchivePart } from './read-archive.ts';

export type InspectOptions = {
  readonly archive: Archive;
  readonly log: Pick<EventLog, 'bounds' | 'read'>;
  /** Those that are to be made from both. */
  readonly tables: readonly FactTable[];
  /** The first offset of a partition that its table must have: rows before were dropped for their age. */
  readonly neededFrom: (partition: TopicPartition) => number;
  readonly signal: AbortSignal;
};

/** Records that an archive and the log have both, and that are compared, of each partition about. */
const SAMPLES = 100;

/**
 * Reads an archive whole, and holds it against the log. Rejects with `RebuildRefusedError` where a
 * record is in neither of the two, where both have one that differs, and where the archive has what
 * the log does not have yet: then it is another log's.
 */
export const inspectArchive = async (options: InspectOptions): Promise<void> => {
  const { archive, log, tables, neededFrom, signal } = options;
  const bounds = await log.bounds();
  const shared = archive.parts.map((part) => sharedOf(part, bounds));
  for (const bound of bounds) {
    if (tables.some((table) => bound.topic === `emberlog.${table}`))
      expectNoGap(archive, bound, neededFrom(bound));
  }
  for await (const records of archive.records()) {
    signal.throwIfAborted();
    for (const record of records) {
      if (shared.some((span) => isSample(span, record))) await expectSame(log, record);
    }
  }
};

/** What both hold of a partition. */
type Span = ArchivePart & { readonly step: number };

const sharedOf = (part: ArchivePart, bounds: readonly PartitionBounds[]): Span => {
  const { topic, partition, end } = part;
  const bound = bounds.find((each) => each.topic === topic && each.partition === partition);
  if (bound === undefined) {
    throw refused(`has partition ${partition} of ${topic}, which the log does not have`);
  }
  if (end > bound.end) {
    throw refused(
      `has all below offset ${end} of partition ${partition} of ${topic}, the log ends at ${bound.end}: it is of another log`,
    );
  }
  const first = Math.max(part.first, bound.first);
  return { topic, partition, first, end, step: Math.ceil((end - first) / SAMPLES) };
};

/** The first, the last, and some in between. */
const isSample = (
  { topic, partition, first, end, step }: Span,
  record: Pick<LogRecord, 'topic' | 'partition' | 'offset'>,
): boolean =>
  record.topic === topic &&
  record.partition === partition &&
  record.offset >= first &&
  ((record.offset - first) % step === 0 || record.offset === end - 1);

const expectNoGap = (
  { parts }: Archive,
  { topic, partition, first }: PartitionBounds,
  needed: number,
): void => {
  if (first <= needed) return;
  const part = parts.find((each) => each.topic === topic && each.partition === partition);
  const lacks = (from: number, to: number): RebuildRefusedError =>
    new RebuildRefusedError(
      `offsets ${from} to ${to - 1} of partition ${partition} of ${topic} are neither in the archive nor in the log`,
    );
  if (part === undefined) throw lacks(needed, first);
  if (part.first > needed) throw lacks(needed, Math.min(part.first, first));
  if (part.end < first) throw lacks(Math.max(needed, part.end), first);
};

const expectSame = async (log: Pick<EventLog, 'read'>, record: LogRecord): Promise<void> => {
  const { topic, partition, offset, appended, key, value } = record;
  const kept = await log.read({ topic, partition, offset });
  // Dropped since it was asked where the log begins.
  if (kept === null) return;
  const isSame =
    kept.appended === appended && kept.key === key && Buffer.compare(kept.value, value) === 0;
  if (isSame) return;
  throw refused(
    `has another record at offset ${offset} of partition ${partition} of ${topic} than the log: it is of another log`,
  );
};

const refused = (what: string): RebuildRefusedError =>
  new RebuildRefusedError(`the archive ${what}`);
