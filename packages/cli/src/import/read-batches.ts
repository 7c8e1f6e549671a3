import { readEntry } from './read-entry.ts';
import type { Line } from './read-lines.ts';
import type { Entry, Rejection } from './rejection.ts';

/** Consecutive lines for one request, and where the file goes on after them. */
export type Batch = {
  readonly entries: readonly Entry[];
  /** Lines that cannot be sent at all. */
  readonly rejections: readonly Rejection[];
  readonly end: { readonly offset: number; readonly line: number };
};

export type BatchLimits = {
  readonly events: number;
  /** Of all events of a batch as they are sent. */
  readonly bytes: number;
};

/** Groups lines into batches that keep both limits; a line that passes them alone is a rejection. */
export const readBatches = async function* (
  lines: AsyncIterable<Line>,
  limits: BatchLimits,
): AsyncGenerator<Batch, void> {
  let entries: Entry[] = [];
  let rejections: Rejection[] = [];
  let bytes = 0;
  let end: Batch['end'] | null = null;
  for await (const line of lines) {
    const read = readEntry(line, limits.bytes);
    // A comma for each event; rejections count as well, or a file of nonsense would be one batch.
    const size = read.ok ? read.bytes + 1 : 0;
    const full = entries.length + rejections.length >= limits.events;
    if (end !== null && (full || bytes + size > limits.bytes)) {
      yield { entries, rejections, end };
      [entries, rejections, bytes] = [[], [], 0];
    }
    if (read.ok) entries.push(read.entry);
    else rejections.push(read.rejection);
    bytes += size;
    end = { offset: line.end, line: line.line };
  }
  if (end !== null) yield { entries, rejections, end };
};
