import type { OffsetVector } from '@emberlog/api';

/** What an answer speaks of: what was true at `asOf` (ms UTC), as far as `ends` tells. */
export type Cut = { readonly asOf: number; readonly ends: OffsetVector };
