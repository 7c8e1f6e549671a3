import { LogUnavailableError } from './log-unavailable-error.ts';

/**
 * The engine of the log failed to write. What it wrote last is undone, but its memory may be damaged:
 * the process should end, and the call succeed in its successor.
 */
export class LogWriteError extends LogUnavailableError {
  override readonly name = 'LogWriteError';
}
