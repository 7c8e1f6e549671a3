import {
  clickhouseImage,
  startClickHouseContainer,
} from '../containers/start-clickhouse-container.ts';
import { whyNoContainer } from '../containers/testcontainers.ts';
import { borrowClickHouse } from './borrow-clickhouse.ts';

export type RunningClickHouse = {
  /** `http(s)://user:password@host:port` of a server without a database `emberlog`. */
  readonly url: string;
  /** Ends a server that was started; leaves one that was there as it was. */
  readonly stop: () => Promise<void>;
};

export type FoundClickHouse = {
  /** Why there is none, a clause without its full stop, or null. */
  readonly missing: string | null;
  /** Rejects where there is none. */
  readonly start: () => Promise<RunningClickHouse>;
};

/**
 * The ClickHouse server of tests that need a real one: the one in `CLICKHOUSE_URL`, else one of its
 * own in a container. The first must not hold Emberlog's data, and serves one suite at a time.
 */
export const findClickHouse = async (
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<FoundClickHouse> => {
  const url = env['CLICKHOUSE_URL'] ?? '';
  if (url !== '') return { missing: null, start: async () => await borrowClickHouse(url) };
  const noContainer = await whyNoContainer(clickhouseImage());
  if (noContainer === null) return { missing: null, start: startClickHouseContainer };
  const missing = `they need Docker or CLICKHOUSE_URL, and ${noContainer}`;
  return {
    missing,
    start: async () => await Promise.reject(new Error(`there is no ClickHouse: ${missing}`)),
  };
};
