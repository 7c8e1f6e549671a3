import type { OffsetVector } from '@emberlog/api';

/** What is read for an answer: what was true at `asOf` (ms UTC), as far as `ends` tells. */
export type Cut = { readonly asOf: number; readonly ends: OffsetVector };

/** What an answer speaks of, by one read model: the number of the definitions its tables are made by. */
export type ModelCut = Cut & { readonly readModel: number };

/** What tells a cut from others, as parts of a question. */
export const partsOf = ({ asOf, readModel, ends }: ModelCut) => [asOf, readModel, ends] as const;
