import { DAY, HOUR } from '../voting-site.ts';
import type { SiteWorld } from './site-world.ts';

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Start of the hour or day, ms UTC. */
export const startOf = (at: number, span: number): number => at - (at % span);

/** The Monday of the week, YYYY-MM-DD. */
export const mondayOf = (at: number): string =>
  dayOf(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY);

export const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** Greatest first, then by bytes of the text. */
export const descending =
  <R>(numberOf: (row: R) => number, textOf: (row: R) => string) =>
  (a: R, b: R): number =>
    numberOf(b) - numberOf(a) || (textOf(a) < textOf(b) ? -1 : 1);

/** Votes of an item, hour by hour of their first casting. */
export type HourOfVotes = { readonly item: string; readonly hour: number; readonly votes: number };

export const hoursOfVotes = ({ votes }: SiteWorld): readonly HourOfVotes[] => {
  const sums = new Map<string, HourOfVotes>();
  for (const { item, effectiveAt, delta } of votes) {
    const hour = startOf(effectiveAt, HOUR);
    const before = sums.get(`${item} ${hour}`)?.votes ?? 0;
    sums.set(`${item} ${hour}`, { item, hour, votes: before + delta });
  }
  return [...sums.values()].filter((row) => row.votes > 0);
};

/** Votes of every item that has one. */
export const votesOfItems = (world: SiteWorld): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const { item, votes } of hoursOfVotes(world)) sums.set(item, (sums.get(item) ?? 0) + votes);
  return sums;
};

export const viewsOfItems = ({ views }: SiteWorld): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const { item } of views) sums.set(item, (sums.get(item) ?? 0) + 1);
  return sums;
};
