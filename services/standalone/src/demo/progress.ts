import { SingleBar } from 'cli-progress';

/** Where progress is shown: a terminal gets a bar, anything else plain lines. */
type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

export type ProgressOptions = {
  readonly stream: ProgressStream;
  /** Wall clock, ms UTC. @default Date.now */
  readonly clock?: () => number;
};

type ProgressState = { readonly sent: number; readonly total: number };

export type Progress = {
  readonly update: (state: ProgressState) => void;
  /** Leaves the last state on the stream. May be called twice. */
  readonly stop: () => void;
};

const LABEL = 'filling the history';
const LINE_EVERY_MS = 2_000;

/** Shows how far the history of the demo is sent, with the rate and the time left. */
export const createProgress = ({ stream, clock = Date.now }: ProgressOptions): Progress =>
  stream.isTTY === true ? createBar(stream) : createLines(stream, clock);

const createBar = (stream: ProgressStream): Progress => {
  const startedAt = Date.now();
  const bar = new SingleBar({
    stream,
    format: `${LABEL} {bar} {percentage} % · {value} of {total} events · {rate} a second · {left} s left`,
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
    update: (state) => {
      const payload = pace(state, Date.now() - startedAt);
      if (!begun) bar.start(state.total, state.sent, payload);
      else bar.update(state.sent, payload);
      begun = true;
    },
    stop: () => {
      if (begun) bar.stop();
      begun = false;
    },
  };
};

const createLines = (stream: ProgressStream, clock: () => number): Progress => {
  const startedAt = clock();
  let shownAt = startedAt;
  let pending: ProgressState | null = null;
  const show = (state: ProgressState): void => {
    const { rate, left } = pace(state, clock() - startedAt);
    const { sent, total } = state;
    stream.write(`${LABEL}: ${sent} of ${total} events, ${rate} a second, ${left} s left\n`);
    pending = null;
    shownAt = clock();
  };
  return {
    update: (state) => {
      pending = state;
      if (clock() - shownAt >= LINE_EVERY_MS) show(state);
    },
    stop: () => {
      if (pending !== null) show(pending);
    },
  };
};

/** Whole events a second since the start, and whole seconds left at that rate. */
const pace = ({ sent, total }: ProgressState, elapsedMs: number) => {
  const rate = (sent / Math.max(1, elapsedMs)) * 1_000;
  return {
    rate: Math.round(rate),
    left: sent === 0 ? '?' : Math.ceil((total - sent) / rate),
  };
};
