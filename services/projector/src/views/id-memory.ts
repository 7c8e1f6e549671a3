import { hash } from 'node:crypto';

/**
 * When each of many ids was counted. An id is kept as 64 bits of its SHA-256 and 32 of time, in 15
 * to 22 bytes of memory instead of the 150 of a text in a map: there are as many ids as anonymous
 * views. Two of a million ids are taken for one with a chance of 3 in 10⁸, as two actors are by
 * their pseudonyms.
 */
export type IdMemory = {
  /** Ids that are kept, those past remembering among them until room is needed. */
  readonly size: () => number;
  /** When it was counted last, ms UTC; undefined for an id that is not known. */
  readonly at: (id: string) => number | undefined;
  /**
   * Keeps an id. Those counted before `since` may be forgotten to make room; RangeError for a time
   * that is 49 days after it, or more.
   */
  readonly keep: (id: string, at: number, since: number) => void;
};

type Slots = {
  /** Two words of hash for each slot. */
  readonly hashes: Uint32Array;
  /** Milliseconds from `base`, and one; 0 where a slot is free. */
  readonly times: Uint32Array;
  readonly base: number;
};

const FEWEST_SLOTS = 8;
/** Beyond it, the runs of taken slots that are looked through become long. */
const FULLEST = 0.8;
/** How full it is when it has been moved: a little room costs more moves, much of it memory. */
const FILLED = 0.55;
const WORD = 2 ** 32;

/** An empty memory: open addressing over arrays of numbers, which hold nothing to collect. */
export const createIdMemory = (): IdMemory => {
  let slots = freeSlots(FEWEST_SLOTS, 0);
  let size = 0;

  const moveTo = (since: number): void => {
    const { hashes, times, base } = slots;
    const stays = (time: number): boolean => time > 0 && time - 1 + base >= since;
    const staying = times.reduce((count, time) => (stays(time) ? count + 1 : count), 0);
    slots = freeSlots(Math.max(FEWEST_SLOTS, Math.ceil((staying + 1) / FILLED)), since);
    size = staying;
    for (const [slot, time] of times.entries()) {
      if (!stays(time)) continue;
      put(slots, hashes[2 * slot] ?? 0, hashes[2 * slot + 1] ?? 0, time + base - since);
    }
  };

  return {
    size: () => size,
    at: (id) => {
      const [high, low] = hashOf(id);
      const time = slots.times[slotOf(slots, high, low)] ?? 0;
      return time === 0 ? undefined : time - 1 + slots.base;
    },
    keep: (id, at, since) => {
      const isFull = size + 1 > slots.times.length * FULLEST;
      if (isFull || at < slots.base || at - slots.base >= WORD - 1) moveTo(since);
      const time = at - slots.base + 1;
      if (time >= WORD) throw new RangeError(`${at} is too long after ${since} to be kept`);
      // Past remembering already: it may be forgotten at once.
      if (time < 1) return;
      const [high, low] = hashOf(id);
      if (put(slots, high, low, time)) size += 1;
    },
  };
};

const freeSlots = (count: number, base: number): Slots => ({
  hashes: new Uint32Array(2 * count),
  times: new Uint32Array(count),
  base,
});

const hashOf = (id: string): readonly [number, number] => {
  const bytes = hash('sha256', id, 'buffer');
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
};

/** The slot that holds a hash, or else the free one it would be put into. */
const slotOf = ({ hashes, times }: Slots, high: number, low: number): number => {
  let slot = Math.floor((low / WORD) * times.length);
  while (times[slot] !== 0) {
    if (hashes[2 * slot] === high && hashes[2 * slot + 1] === low) break;
    slot = slot + 1 === times.length ? 0 : slot + 1;
  }
  return slot;
};

/** Whether the hash was not there before. */
const put = (slots: Slots, high: number, low: number, time: number): boolean => {
  const slot = slotOf(slots, high, low);
  const isNew = slots.times[slot] === 0;
  slots.hashes[2 * slot] = high;
  slots.hashes[2 * slot + 1] = low;
  slots.times[slot] = time;
  return isNew;
};
