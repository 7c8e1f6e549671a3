import {
  decodePosition,
  encodePosition,
  type OffsetVector,
  type PositionPayload,
} from '@emberlog/api';
import { createProblem, type Sealer } from '@emberlog/service-kit';
import { namesPartitionsOf } from './offset-vectors.ts';

/** A position that pins a query: what it may see, and by which version of the read model. */
export type PinnedPosition = { readonly readModel: number; readonly ends: OffsetVector };

export type PositionTokens = {
  readonly seal: (position: PinnedPosition) => string;
  /** Null for what no service of this deployment sealed. */
  readonly open: (token: string) => PositionPayload | null;
};

/** Positions as the short tokens that travel in replies and requests. */
export const createPositionTokens = (sealer: Sealer): PositionTokens => ({
  seal: ({ readModel, ends }) => sealer.seal(encodePosition({ kind: 'read', readModel, ends })),
  open: (token) => {
    const bytes = sealer.open(token);
    return bytes === null ? null : decodePosition(bytes);
  },
});

/**
 * Throws unless a query can be answered at this position: 410 `position_expired` for another
 * version of the read model, 400 `position_incomplete` unless it names the log's partitions.
 */
export const checkPinned = (
  { readModel, ends }: PinnedPosition,
  model: PinnedPosition,
  path: 'position' | 'cursor',
): void => {
  if (readModel !== model.readModel) {
    throw createProblem({
      status: 410,
      detail: 'the position belongs to a read model that is gone; ask without it',
      errors: [{ path, code: 'position_expired', message: 'is of a read model that is gone' }],
    });
  }
  if (!namesPartitionsOf(ends, model.ends)) {
    throw createProblem({
      status: 400,
      detail: 'the position does not name the partitions of the log',
      errors: [
        { path, code: 'position_incomplete', message: 'must name every partition of the log' },
      ],
    });
  }
};
