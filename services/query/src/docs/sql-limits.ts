import { DEFAULT_LIMITS } from '@emberlog/clickhouse-http';

const thousands = (count: number): string => count.toLocaleString('en');
const megabytes = (bytes: number): string => `${thousands(bytes / 1_000_000)} MB`;

/** What one statement may take, and how much of it. */
export const SQL_LIMITS: readonly (readonly [string, string])[] = [
  ['Time', `${DEFAULT_LIMITS.seconds} s`],
  ['Memory', megabytes(DEFAULT_LIMITS.memoryBytes)],
  ['Rows read', thousands(DEFAULT_LIMITS.rowsRead)],
  ['Bytes read', megabytes(DEFAULT_LIMITS.bytesRead)],
  ['Rows answered', thousands(DEFAULT_LIMITS.resultRows)],
  ['Bytes answered', megabytes(DEFAULT_LIMITS.resultBytes)],
  ['Length of the statement', `${thousands(DEFAULT_LIMITS.queryBytes / 1_024)} KiB`],
];
