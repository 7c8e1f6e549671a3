import { ClickHouseError } from '../protocol/clickhouse-error.ts';

/** A question that waits or runs, as operators see it. */
export type RunningQuery = {
  /** As its client named it, else made up. */
  readonly id: string;
  /** Id of the key it came with. */
  readonly key: string;
  /** On one line, cut off where it is long, without what its strings say. */
  readonly statement: string;
  /** Wall clock, ms UTC. */
  readonly askedAt: number;
  /** `ending`: it was ended, and the engine has not let go of it yet. */
  readonly state: 'waiting' | 'running' | 'ending';
};

export type RunningQueries = {
  /** The oldest first. */
  readonly list: () => readonly RunningQuery[];
  /** Ends one; false where there is none of that name. */
  readonly kill: (id: string) => boolean;
};

type Place = {
  readonly to: (state: RunningQuery['state']) => void;
  readonly leave: () => void;
};

export type QueryBook = RunningQueries & {
  /** Throws QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING. */
  readonly enter: (query: Omit<RunningQuery, 'state'>, end: (reason: Error) => void) => Place;
  /** Ends all; resolves with what the engine has not let go of within the time, ms. */
  readonly killAll: (withinMs: number) => Promise<readonly RunningQuery[]>;
};

export const createQueryBook = (): QueryBook => {
  let onEmpty = (): void => undefined;
  const entries = new Map<string, { query: RunningQuery; readonly end: (reason: Error) => void }>();
  const list = (): readonly RunningQuery[] => Array.from(entries.values(), ({ query }) => query);
  return {
    list,
    kill: (id) => {
      const entry = entries.get(id);
      entry?.end(killed());
      return entry !== undefined;
    },
    killAll: async (withinMs) => {
      for (const { end } of entries.values()) end(stopped());
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        onEmpty = resolve;
        if (entries.size === 0) resolve();
        timer = setTimeout(resolve, withinMs);
      });
      clearTimeout(timer);
      return list();
    },
    enter: (query, end) => {
      if (entries.has(query.id)) {
        throw new ClickHouseError(
          'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING',
          'a query with this query_id is running',
        );
      }
      const entry = { query: { ...query, state: 'waiting' as RunningQuery['state'] }, end };
      entries.set(query.id, entry);
      return {
        to: (state) => (entry.query = { ...entry.query, state }),
        leave: () => {
          entries.delete(query.id);
          if (entries.size === 0) onEmpty();
        },
      };
    },
  };
};

const killed = (): ClickHouseError =>
  new ClickHouseError('QUERY_WAS_CANCELLED', 'Query was cancelled: an operator ended it');

const stopped = (): ClickHouseError =>
  new ClickHouseError('QUERY_WAS_CANCELLED', 'Query was cancelled: the server stops');
