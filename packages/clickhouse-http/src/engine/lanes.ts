import { ClickHouseError } from '../protocol/clickhouse-error.ts';

/** Lets so many work at a time, the others wait in order of arrival. */
export type Lanes = {
  /**
   * Rejects with the signal's reason when it ends before the turn came, and with
   * TOO_MANY_SIMULTANEOUS_QUERIES where too many wait already.
   */
  use<T>(signal: AbortSignal, work: () => Promise<T>, owner?: string): Promise<T>;
};

type Waiting = { readonly owner: string; readonly enter: () => void };

/** `perOwner` of them at most for one owner; `waiting`, of one owner `waitingPerOwner`, have no turn yet. */
export const createLanes = (
  count: number,
  {
    perOwner = count,
    waiting: mostWaiting = Infinity,
    waitingPerOwner = mostWaiting,
  }: {
    readonly perOwner?: number;
    readonly waiting?: number;
    readonly waitingPerOwner?: number;
  } = {},
): Lanes => {
  let free = count;
  const used = new Map<string, number>();
  const waiting = new Set<Waiting>();
  const usedBy = (owner: string): number => used.get(owner) ?? 0;
  const mayEnter = (owner: string): boolean => free > 0 && usedBy(owner) < perOwner;
  const take = (owner: string): void => {
    free -= 1;
    used.set(owner, usedBy(owner) + 1);
  };
  const turn = async (signal: AbortSignal, owner: string): Promise<void> => {
    signal.throwIfAborted();
    if (mayEnter(owner)) {
      take(owner);
      return;
    }
    if (waiting.size >= mostWaiting) throw tooMany(`${mostWaiting} wait`);
    const own = Array.from(waiting).filter((each) => each.owner === owner).length;
    if (own >= waitingPerOwner) throw tooMany(`${waitingPerOwner} of this key wait`);
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(place);
        reject(signal.reason as Error);
      };
      const place: Waiting = {
        owner,
        enter: () => {
          waiting.delete(place);
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      waiting.add(place);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  const give = (owner: string): void => {
    free += 1;
    const left = usedBy(owner) - 1;
    if (left === 0) used.delete(owner);
    else used.set(owner, left);
    const next = Array.from(waiting).find((each) => mayEnter(each.owner));
    if (next === undefined) return;
    take(next.owner);
    next.enter();
  };
  return {
    use: async (signal, work, owner = '') => {
      await turn(signal, owner);
      try {
        return await work();
      } finally {
        give(owner);
      }
    },
  };
};

const tooMany = (who: string): ClickHouseError =>
  new ClickHouseError(
    'TOO_MANY_SIMULTANEOUS_QUERIES',
    `Too many simultaneous queries: ${who} already, try again in a while`,
  );
