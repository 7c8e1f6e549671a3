import { hash } from 'node:crypto';

/**
 * When each of many ids was counted. An id is kept as 64 bits of its SHA-256, in 21 to 43 bytes of
 * memory instead of the 150 of a text in a map: there are as many ids as anonymous views. Two of a
 * million ids are taken for one with a chance of 3 in 10⁸, as two actors are by their pseudonyms.
 */
export type IdMemory = {
  /** Ids that are kept, those past remembering among them until room is needed. */
  readonly size: () => number;
  /** When it was counted last, ms UTC; undefined for an id that is not known. */
  readonly at: (id: string) => number | undefined;
  /** Keeps an id. Those counted before `since` may be forgotten to make room. */
  readonly keep: (id: string, at: number, since: number) => void;
};

type Slots = {
  /** Two words of hash for each slot. */
  readonly hashes: Uint32Array;
  /** NaN where a slot is free. */
  readonly times: Float64Array;
};

const FEWEST_SLOTS = 8;
/** Beyond it, the runs of taken slots that are looked through become long. */
const FULLEST = 0.75;

/** An empty memory: open addressing over arrays of numbers, which hold nothing to collect. */
export const createIdMemory = (): IdMemory => {
  let slots = freeSlots(FEWEST_SLOTS);
  let size = 0;

  const makeRoom = (since: number): void => {
    const { hashes, times } = slots;
    const staying = times.reduce((count, time) => (time >= since ? count + 1 : count), 0);
    let room = FEWEST_SLOTS;
    // Half full at most, so that it does not come back at once.
    while (staying + 1 > room / 2) room *= 2;
    slots = freeSlots(room);
    size = staying;
    for (const [slot, time] of times.entries()) {
      if (time >= since) put(slots, hashes[2 * slot] ?? 0, hashes[2 * slot + 1] ?? 0, time);
    }
  };

  return {
    size: () => size,
    at: (id) => {
      const [high, low] = hashOf(id);
      const time = slots.times[slotOf(slots, high, low)] ?? Number.NaN;
      return Number.isNaN(time) ? undefined : time;
    },
    keep: (id, at, since) => {
      if (size + 1 > slots.times.length * FULLEST) makeRoom(since);
      const [high, low] = hashOf(id);
      if (put(slots, high, low, at)) size += 1;
    },
  };
};

const freeSlots = (count: number): Slots => ({
  hashes: new Uint32Array(2 * count),
  times: new Float64Array(count).fill(Number.NaN),
});

const hashOf = (id: string): readonly [number, number] => {
  const bytes = hash('sha256', id, 'buffer');
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
};

/** The slot that holds a hash, or else the free one it would be put into. */
const slotOf = ({ hashes, times }: Slots, high: number, low: number): number => {
  const mask = times.length - 1;
  let slot = low & mask;
  while (!Number.isNaN(times[slot] ?? 0)) {
    if (hashes[2 * slot] === high && hashes[2 * slot + 1] === low) break;
    slot = (slot + 1) & mask;
  }
  return slot;
};

/** Whether the hash was not there before. */
const put = (slots: Slots, high: number, low: number, time: number): boolean => {
  const slot = slotOf(slots, high, low);
  const isNew = Number.isNaN(slots.times[slot] ?? Number.NaN);
  slots.hashes[2 * slot] = high;
  slots.hashes[2 * slot + 1] = low;
  slots.times[slot] = time;
  return isNew;
};
