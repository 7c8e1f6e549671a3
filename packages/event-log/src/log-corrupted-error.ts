import type { RecordPosition } from './event-log.ts';

/**
 * What the log stored is not what it finds: a record fails its checksum, is missing between others,
 * or the data file is damaged. Trying again does not help; restore the data directory from a backup.
 */
export class LogCorruptedError extends Error {
  override readonly name = 'LogCorruptedError';
  readonly retryable = false;
  /** The damaged record, or null when the file as a whole is damaged. */
  readonly position: RecordPosition<string> | null;

  constructor(reason: string, position: RecordPosition<string> | null, options?: ErrorOptions) {
    super(position === null ? reason : `${describe(position)} ${reason}`, options);
    this.position = position;
  }
}

const describe = ({ topic, partition, offset }: RecordPosition<string>): string =>
  `record ${offset} of ${topic} partition ${partition}`;
