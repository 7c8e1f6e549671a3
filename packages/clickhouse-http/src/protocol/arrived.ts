import { ClickHouseError } from './clickhouse-error.ts';

/** What arrives within the time, ms; rejects with TIMEOUT_EXCEEDED after it. */
export const arrived = async <T>(arriving: Promise<T>, withinMs: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate(withinMs)), withinMs);
  });
  try {
    return await Promise.race([arriving, late]);
  } finally {
    clearTimeout(timer);
  }
};

const tooLate = (ms: number): ClickHouseError =>
  new ClickHouseError(
    'TIMEOUT_EXCEEDED',
    `Timeout exceeded: a request may take ${ms / 1_000} seconds to arrive`,
  );
