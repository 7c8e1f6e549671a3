import type { RecordPosition } from './event-log.ts';

/** `follow` was asked to begin where the log has no such place: a partition or offset outside its bounds. */
export class LogPositionError extends Error {
  override readonly name = 'LogPositionError';
  readonly retryable = false;
  readonly position: RecordPosition<string>;

  constructor(position: RecordPosition<string>, reason: string) {
    super(
      `cannot follow ${position.topic} partition ${position.partition} from ${position.offset}: ${reason}`,
    );
    this.position = position;
  }
}
