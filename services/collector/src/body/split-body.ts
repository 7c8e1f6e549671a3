import type { CollectorLimits } from '../limits.ts';
import type { BodyFormat } from './body-format.ts';
import type { Entries } from './entry.ts';
import { readBinaryEvent } from './read-binary-event.ts';
import { splitDocument } from './split-document.ts';
import { splitLines } from './split-lines.ts';

/** Finds the events of a body, by its format. */
export const splitBody = (
  bytes: Uint8Array,
  { format, headers, limits }: { format: BodyFormat; headers: Headers; limits: CollectorLimits },
): Entries => {
  switch (format) {
    case 'lines':
      return splitLines(bytes, limits);
    case 'binary':
      return readBinaryEvent(headers, bytes, limits);
    default:
      return splitDocument(bytes, format, limits);
  }
};
