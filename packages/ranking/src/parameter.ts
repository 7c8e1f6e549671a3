type Described = { readonly name: string; readonly description: string };

/** A duration such as `48h`, from `min` to `max`, or one of `values`; default null: none. */
export type DurationParameter = Described & {
  readonly type: 'duration';
  readonly default: string | null;
  readonly min: string;
  readonly max: string;
  readonly values?: readonly string[];
};

/** An integer of `unit`, from `min` to `max`. */
export type IntegerParameter = Described & {
  readonly type: 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
};

/** One of `values`. */
export type EnumParameter = Described & {
  readonly type: 'enum';
  readonly default: string;
  readonly values: readonly string[];
};

/** A parameter by the name it has in a request, with its default and bounds. */
export type AlgorithmParameter = DurationParameter | IntegerParameter | EnumParameter;
