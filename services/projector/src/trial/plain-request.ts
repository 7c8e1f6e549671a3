import { FACT_TABLES } from '@emberlog/clickhouse';
import type { RebuildRequest } from '../rebuild/rebuild-request.ts';

/** All tables made anew as they are. */
export const PLAIN_REQUEST: RebuildRequest = {
  tables: [...FACT_TABLES],
  viewWindowMinutes: null,
  logic: null,
  archive: null,
  dryRun: false,
  acceptDrift: false,
};
