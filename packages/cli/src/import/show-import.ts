import { showProgress, type Progress as Shown, type ProgressOptions } from '@emberlog/terminal';
import type { Progress } from './checkpoint.ts';

export type ShowOptions = Pick<ProgressOptions<Progress>, 'stream' | 'clock'> & {
  readonly from: Progress;
  /** Size of the input, null when unknown: then there is no bar. */
  readonly bytes: number | null;
};

export type { Shown };

/** Shows how far an import is, by bytes read, and what became of its lines. */
export const showImport = ({ stream, clock, from, bytes }: ShowOptions): Shown<Progress> =>
  showProgress({
    stream,
    clock,
    from: from.offset,
    extent: ({ offset }) => ({ at: offset, of: bytes }),
    words: ({ line, accepted, rejected }, { perSecond, secondsLeft }) =>
      [
        `line ${line}`,
        `${accepted} accepted`,
        `${rejected} rejected`,
        `${perSecond(line - from.line)} lines a second`,
        ...(secondsLeft === null ? [] : [`${secondsLeft} s left`]),
      ].join(', '),
  });
