import { SingleBar } from 'cli-progress';
import type { Progress } from './checkpoint.ts';

export type ShowOptions = {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly from: Progress;
  /** Size of the input, null when unknown: then there is no bar. */
  readonly bytes: number | null;
};

export type Shown = {
  readonly update: (progress: Progress) => void;
  readonly stop: () => void;
};

const LINE_EVERY_MS = 2_000;

/** A bar on a terminal, a plain line every two seconds elsewhere; both with rate and time left. */
export const showProgress = (options: ShowOptions): Shown => {
  const { stream, clock, from, bytes } = options;
  const startedAt = clock();
  const words = (progress: Progress): string =>
    describe(progress, { from, bytes, elapsedMs: clock() - startedAt });
  return stream.isTTY === true && bytes !== null
    ? showBar(options, bytes, words)
    : showLines(options, words);
};

type Words = (progress: Progress) => string;

const showBar = ({ stream, from }: ShowOptions, bytes: number, words: Words): Shown => {
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage} % · {words}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    // The terminal keeps its own settings, so nothing has to be put back after a kill.
    linewrap: null,
    hideCursor: null,
    gracefulExit: false,
  });
  bar.start(bytes, from.offset, { words: words(from) });
  return {
    update: (progress) => bar.update(progress.offset, { words: words(progress) }),
    stop: () => bar.stop(),
  };
};

const showLines = ({ stream, clock }: ShowOptions, words: Words): Shown => {
  let shownAt = clock();
  return {
    update: (progress) => {
      if (clock() - shownAt < LINE_EVERY_MS) return;
      shownAt = clock();
      stream.write(`${words(progress)}\n`);
    },
    // The summary says the rest.
    stop: () => undefined,
  };
};

type Pace = Pick<ShowOptions, 'from' | 'bytes'> & { readonly elapsedMs: number };

const describe = (progress: Progress, { from, bytes, elapsedMs }: Pace): string => {
  const seconds = Math.max(1, elapsedMs) / 1_000;
  const rate = Math.round((progress.line - from.line) / seconds);
  const read = progress.offset - from.offset;
  const left = bytes === null || read === 0 ? null : ((bytes - progress.offset) / read) * seconds;
  return [
    `line ${progress.line}`,
    `${progress.accepted} accepted`,
    `${progress.rejected} rejected`,
    `${rate} lines a second`,
    ...(left === null ? [] : [`${Math.ceil(left)} s left`]),
  ].join(', ');
};
