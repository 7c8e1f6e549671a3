import type { Imported } from './import-batches.ts';
import { rejectedPath } from './import-input.ts';

export type SummaryOptions = {
  /** As it was given; `-` is standard input. */
  readonly file: string;
  readonly json: boolean;
};

/**
 * What the command prints at its end, newline included. As JSON: `{finished, lines, accepted,
 * rejected, position, rejectedFile}`; `position` is for `after=`, null when this run sent nothing.
 */
export const summary = (imported: Imported, { file, json }: SummaryOptions): string => {
  const { finished, position } = imported;
  const { line: lines, accepted, rejected } = imported.progress;
  const rejectedFile = rejected === 0 || file === '-' ? null : rejectedPath(file);
  if (json)
    return `${JSON.stringify({ finished, lines, accepted, rejected, position, rejectedFile })}\n`;
  const counts = `${lines} lines: ${accepted} accepted, ${rejected} rejected`;
  const where = rejectedFile === null ? '' : ` (see ${rejectedFile})`;
  if (finished) return `${counts}${where}\n`;
  const again =
    file === '-'
      ? 'send the same input again: what was counted is not counted twice'
      : 'the same command goes on here';
  return `stopped after ${counts}${where}\n${again}\n`;
};
