import { SingleBar } from 'cli-progress';

/** How far the work is: `at` of `of`, in any unit; `of` is null where the whole is unknown. */
type Extent = { readonly at: number; readonly of: number | null };

type Pace = {
  /** Whole units a second of something of which there are so many more than at the start. */
  readonly perSecond: (more: number) => number;
  /** Whole seconds left at the pace so far; null where that cannot be said. */
  readonly secondsLeft: number | null;
};

export type ProgressOptions<S> = {
  /** A terminal gets a bar, anything else plain lines. */
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly extent: (state: S) => Extent;
  readonly words: (state: S, pace: Pace) => string;
  /** Where this run began, in the unit of `extent`. @default 0 */
  readonly from?: number;
  /** Whether the last state is left where there is no bar, however short the work. @default false */
  readonly keepLast?: boolean;
};

export type Progress<S> = {
  readonly update: (state: S) => void;
  /** Ends the bar. May be called twice. */
  readonly stop: () => void;
};

const LINE_EVERY_MS = 2_000;

/** Shows how far work is, in words of its own; from the first update on. */
export const showProgress = <S>(options: ProgressOptions<S>): Progress<S> => {
  const { clock, extent, from = 0 } = options;
  const startedAt = clock();
  const words = (state: S): string =>
    options.words(state, paceOf(extent(state), from, clock() - startedAt));
  const lines = showLines(options, words);
  const bar = options.stream.isTTY === true ? showBar(options, words) : null;
  return {
    update: (state) => {
      const { at, of } = extent(state);
      if (bar === null || of === null) lines.update(state);
      else bar.update(state, at, of);
    },
    stop: () => {
      bar?.stop();
      lines.stop();
    },
  };
};

const paceOf = ({ at, of }: Extent, from: number, elapsedMs: number): Pace => {
  const seconds = Math.max(1, elapsedMs) / 1_000;
  const known = of !== null && at > from;
  return {
    perSecond: (more) => Math.round(more / seconds),
    secondsLeft: known ? Math.ceil(((of - at) / (at - from)) * seconds) : null,
  };
};

type Words<S> = (state: S) => string;

const showBar = <S>({ stream }: ProgressOptions<S>, words: Words<S>) => {
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
  let begun = false;
  return {
    update: (state: S, at: number, of: number): void => {
      if (!begun) bar.start(of, at, { words: words(state) });
      else bar.update(at, { words: words(state) });
      begun = true;
    },
    stop: (): void => {
      if (begun) bar.stop();
      begun = false;
    },
  };
};

const showLines = <S>(options: ProgressOptions<S>, words: Words<S>): Progress<S> => {
  const { stream, clock, keepLast = false } = options;
  let shownAt = clock();
  let pending: { readonly state: S } | null = null;
  const show = (state: S): void => {
    stream.write(`${words(state)}\n`);
    pending = null;
    shownAt = clock();
  };
  return {
    update: (state) => {
      pending = { state };
      if (clock() - shownAt >= LINE_EVERY_MS) show(state);
    },
    stop: () => {
      if (keepLast && pending !== null) show(pending.state);
    },
  };
};
