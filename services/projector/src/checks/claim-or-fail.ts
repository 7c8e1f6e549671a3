import {
  ClaimOvertakenError,
  claimPartitions,
  type ClaimOptions,
  type Fence,
} from '@emberlog/clickhouse';
import { EngineFailureError } from '../engine/engine-failure-error.ts';

/** Claims partitions; rejects with `EngineFailureError` (retryable) when another claim goes before. */
export const claimOrFail = async (options: ClaimOptions): Promise<Fence> => {
  try {
    return await claimPartitions(options);
  } catch (error) {
    if (!(error instanceof ClaimOvertakenError)) throw error;
    throw new EngineFailureError(error.message, { cause: error });
  }
};
