import type { KillPoint } from './kill-points.ts';

/** A point and where it lies, in words. */
export type PlacedPoint = { readonly point: KillPoint; readonly place: string };

/**
 * As many points as wanted, in an order by chance: first one of each call in each table and in the
 * log, then another of each, and so on.
 */
export const samplePoints = (
  points: readonly PlacedPoint[],
  count: number,
  random: () => number,
): readonly PlacedPoint[] => {
  const piles = new Map<string, PlacedPoint[]>();
  for (const placed of shuffled(points, random)) {
    const [table = ''] = placed.place.split(/[ /]/);
    const kind = `${placed.point.call} ${table}`;
    const pile = piles.get(kind);
    if (pile === undefined) piles.set(kind, [placed]);
    else pile.push(placed);
  }
  const sample: PlacedPoint[] = [];
  for (let depth = 0; sample.length < Math.min(count, points.length); depth += 1) {
    sample.push(...[...piles.values()].flatMap((pile) => pile.slice(depth, depth + 1)));
  }
  return sample.slice(0, count);
};

const shuffled = <T>(of: readonly T[], random: () => number): readonly T[] =>
  of
    .map((each) => [random(), each] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, each]) => each);
