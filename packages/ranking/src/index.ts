export { ALGORITHMS } from './algorithms.ts';
export type { Algorithm, AlgorithmName } from './algorithms.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { explainNew } from './explain-new.ts';
export type { NewExplanation } from './explain-new.ts';
export { explainTop } from './explain-top.ts';
export type { ExplainTopRequest, TopExplanation } from './explain-top.ts';
export { AGE_BANDS, explainTrending, explanationFrom } from './explain-trending.ts';
export type {
  ExcludedVotes,
  ExplainTrendingRequest,
  TrendingExplanation,
  TrendingParts,
  WeighedVotes,
} from './explain-trending.ts';
export { foldItem } from './item-fold.ts';
export type { ItemAt, ItemFields, ItemPatch, ItemVersion } from './item-fold.ts';
export type {
  AlgorithmParameter,
  DurationParameter,
  EnumParameter,
  IntegerParameter,
} from './parameter.ts';
export { rankItems } from './rank.ts';
export type { RankableItem, RankedItem, RankFilters, RankRequest } from './rank.ts';
export { scoreItem } from './score.ts';
export type { NewParams, Ranking, ScoredItem, TopParams, TrendingParams } from './score.ts';
export { topWindow } from './top-window.ts';
export type { Period, TopWindow } from './top-window.ts';
export { foldVotes } from './vote-fold.ts';
export type { LedgerRow, Outcome, VoteFold, VoteRecord } from './vote-fold.ts';
export { weight, WEIGHT_COEFFICIENTS, WEIGHT_HORIZON, WEIGHT_ONE } from './weight.ts';
