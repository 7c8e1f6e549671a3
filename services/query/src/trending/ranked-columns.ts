/** Items side by side, in no order; numbers are those a catalogue gives its items. */
export type RankedColumns = {
  readonly items: ArrayLike<number>;
  /** ms UTC. */
  readonly listedAt: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
  /** A score lies within so much of what is said; 0: it is that. */
  readonly errors: ArrayLike<number>;
};

/** Columns that items are added to, one by one; `room` is how many there may be, more or less. */
export const createRankedColumns = (room: number) => {
  // Flat memory: thousands of items are added for every page.
  let items = new Int32Array(room);
  let values = new Float64Array(3 * room);
  let count = 0;
  const grow = (): void => {
    const [fewItems, fewValues] = [items, values];
    items = new Int32Array(2 * fewItems.length + 16);
    values = new Float64Array(3 * items.length);
    items.set(fewItems);
    for (let column = 0; column < 3; column += 1) {
      const from = column * fewItems.length;
      values.set(fewValues.subarray(from, from + count), column * items.length);
    }
  };
  return {
    add: (item: number, listedAt: number, score: number, error: number): void => {
      if (count === items.length) grow();
      const { length } = items;
      items[count] = item;
      values[count] = listedAt;
      values[length + count] = score;
      values[2 * length + count] = error;
      count += 1;
    },
    /** All that were added so far. */
    columns: (): RankedColumns => {
      const { length } = items;
      const valuesOf = (n: number) => values.subarray(n * length, n * length + count);
      return {
        items: items.subarray(0, count),
        ...{ listedAt: valuesOf(0), scores: valuesOf(1), errors: valuesOf(2) },
      };
    },
  };
};
