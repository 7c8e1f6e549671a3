/** What a metric is called, and what it says. Names end in the unit; counters in `_total`. */
export type MetricDefinition<L extends string = string> = {
  readonly name: string;
  readonly help: string;
  /** Each with few values that nobody outside can add to: every combination is kept for ever. */
  readonly labels: readonly L[];
};

export type HistogramDefinition<L extends string = string> = MetricDefinition<L> & {
  /** Upper bounds, ascending, in the unit of the name. */
  readonly buckets: readonly number[];
};

/** The labels a definition names, each with a value. */
export type LabelsOf<D extends MetricDefinition> = Readonly<Record<D['labels'][number], string>>;
