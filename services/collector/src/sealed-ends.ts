import { encodePosition, type OffsetVector } from '@emberlog/api';
import type { Sealer } from '@emberlog/service-kit';
import type { AppendedEnds } from './appended-ends.ts';

/** Seals the ends when asked, once for all who ask before they move: requests of one commit do. */
export const createSealedEnds = (ends: AppendedEnds, sealer: Sealer): (() => string) => {
  let last: { readonly vector: OffsetVector; readonly token: string } | null = null;
  return () => {
    const vector = ends.vector();
    if (last?.vector !== vector) {
      last = { vector, token: sealer.seal(encodePosition({ kind: 'ingest', ends: vector })) };
    }
    return last.token;
  };
};
