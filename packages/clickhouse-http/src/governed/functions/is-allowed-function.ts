import { AGGREGATE_FUNCTIONS, COMBINATORS } from './aggregate-functions.ts';
import { SCALAR_FUNCTIONS } from './scalar-functions.ts';

/** Whether a statement may call it, in whatever case: none that is refused differs in case only. */
export const isAllowedFunction = (name: string): boolean => {
  const lower = name.toLowerCase();
  return SCALARS.has(lower) || isAggregate(lower);
};

/** Sources of rows that come from their arguments alone. */
export const isAllowedSource = (name: string): boolean => SOURCES.has(name.toLowerCase());

const isAggregate = (lower: string): boolean =>
  AGGREGATES.has(lower) ||
  ENDINGS.some((ending) => lower.endsWith(ending) && isAggregate(lower.slice(0, -ending.length)));

const lowered = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.map((name) => name.toLowerCase()));

/** The tree has `x -> …`, `{p:Type}` and their like as functions of these names. */
const SCALARS = lowered([...SCALAR_FUNCTIONS, 'lambda', '_CAST', 'exists', 'grouping']);
const AGGREGATES = lowered(AGGREGATE_FUNCTIONS);
const ENDINGS = COMBINATORS.map((name) => name.toLowerCase());
const SOURCES = lowered([
  ...['numbers', 'numbers_mt', 'generateSeries', 'generate_series', 'values'],
  'SQLStandardValues',
]);
