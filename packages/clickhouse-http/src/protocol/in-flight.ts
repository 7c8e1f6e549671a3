import { ClickHouseError } from './clickhouse-error.ts';

/** What is being answered, so that there is never too much of it and a stop can wait for it. */
export type InFlight = {
  /** Throws TOO_MANY_SIMULTANEOUS_QUERIES, or ABORTED once the server stops. */
  readonly enter: (owner?: string) => Place;
  /** Lets nobody enter any more. */
  readonly stop: () => void;
  /** Whether all left within the time, ms. */
  readonly emptied: (withinMs: number) => Promise<boolean>;
};

type Place = {
  /** Counts bytes of a body; throws when all together would be too many. */
  readonly take: (bytes: number) => void;
  readonly leave: () => void;
};

export const createInFlight = (limits: {
  readonly statements: number;
  /** Of them those of one owner. @default all */
  readonly perOwner?: number;
  /** Of all bodies together. */
  readonly bytes: number;
}): InFlight => {
  let [statements, held, stopped] = [0, 0, false];
  let onEmpty = (): void => undefined;
  const owned = new Map<string, number>();
  const { perOwner = limits.statements } = limits;
  const enter = (owner = ''): Place => {
    if (stopped) throw new ClickHouseError('ABORTED', 'the server stops');
    if (statements >= limits.statements) throw tooMany(`${limits.statements} statements`);
    const before = owned.get(owner) ?? 0;
    if (before >= perOwner) throw tooMany(`${perOwner} statements of this key`);
    owned.set(owner, before + 1);
    statements += 1;
    let [own, left] = [0, false];
    return {
      take: (bytes) => {
        // Of a body that nobody waits for any more.
        if (left) return;
        if (held + bytes > limits.bytes) throw tooMany(`bodies of ${limits.bytes} bytes`);
        held += bytes;
        own += bytes;
      },
      leave: () => {
        left = true;
        const others = (owned.get(owner) ?? 0) - 1;
        if (others === 0) owned.delete(owner);
        else owned.set(owner, others);
        statements -= 1;
        held -= own;
        if (statements === 0) onEmpty();
      },
    };
  };
  return {
    enter,
    stop: () => {
      stopped = true;
    },
    emptied: async (withinMs) => {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        onEmpty = resolve;
        if (statements === 0) resolve();
        timer = setTimeout(resolve, withinMs);
      });
      clearTimeout(timer);
      return statements === 0;
    },
  };
};

const tooMany = (what: string): ClickHouseError =>
  new ClickHouseError(
    'TOO_MANY_SIMULTANEOUS_QUERIES',
    `Too many simultaneous queries: there are ${what} already`,
  );
