/** Numbers one measurement gave, by the names the goals use: `{ rate }`, `{ p50, p95 }`, … */
export type Sample = Readonly<Record<string, number>>;

/** One side of a comparison. `round` counts from 0: vary by it what a cache would remember. */
export type Side = {
  readonly name: string;
  readonly measure: (round: number) => Promise<Sample>;
};

/** A limit for the product's number divided by the other side's, or for the number alone. */
export type Limit = { readonly atLeast: number } | { readonly atMost: number };

export type Goal = {
  /** Unique in the row; names the ratio in the committed baseline. */
  readonly id: string;
  readonly title: string;
  /** Name of the number in the samples of both sides. */
  readonly metric: string;
  readonly unit: string;
  readonly limit: Limit;
  readonly stretch?: number;
};

/** Two sides measured in turns, or the product alone, whose numbers are then judged as they are. */
export type Case = {
  readonly product: Side;
  readonly other: Side | null;
  readonly goals: readonly Goal[];
};

/** `small` is what continuous integration can wait for. */
export type Scale = 'full' | 'small';

export type Surroundings = {
  readonly scale: Scale;
  /** An empty directory of this row's own, removed after it. */
  readonly directory: string;
  /** Says what is being prepared, where that takes seconds. */
  readonly say: (line: string) => void;
};

/** A row that is ready to be measured. */
export type Prepared = {
  readonly cases: readonly Case[];
  /** What a reader must know of the figures, asked for after the last round. */
  readonly notes: () => readonly string[];
  readonly close: () => Promise<void>;
};

/** One row of the table. It runs in a process of its own, which may open one engine. */
export type Benchmark = {
  readonly row: number;
  readonly title: string;
  readonly prepare: (surroundings: Surroundings) => Promise<Prepared>;
};
