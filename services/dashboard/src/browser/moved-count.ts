/** How many items of the new order were not at that place in the old one. */
export const movedCount = (before: readonly string[], after: readonly string[]): number =>
  after.filter((item, index) => before[index] !== item).length;
