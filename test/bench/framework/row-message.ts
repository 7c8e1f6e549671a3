import type { Scale } from './benchmark.ts';
import type { Figure } from './figure.ts';

/** What the process of a row is told, as one JSON argument. */
export type RowOrder = {
  /** Its place among `ROWS`: a row of the table may have two. */
  readonly entry: number;
  readonly scale: Scale;
  readonly rounds: number;
  readonly directory: string;
};

/** What the process of a row tells the runner. */
export type RowMessage =
  | { readonly kind: 'says'; readonly line: string }
  | {
      readonly kind: 'measured';
      readonly title: string;
      readonly figures: readonly Figure[];
      readonly notes: readonly string[];
    };
