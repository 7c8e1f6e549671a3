import type { Paper } from './papers.ts';
import { seededRandom } from './seeded-random.ts';

/** A paper on the list of a day. `listedAt` is ms UTC, `listedOn` YYYY-MM-DD. */
export type ListedPaper = Paper & { readonly listedAt: number; readonly listedOn: string };

const PAPERS_A_DAY = 5;
const DAY = 86_400_000;
/** Lists fill up during the first hours of the day. */
const LISTING_HOURS = 9 * 3_600_000;

/** Starts of the last `count` weekdays, that of `now` included, oldest first; ms UTC. */
export const lastWeekdays = (now: number, count: number): readonly number[] => {
  const days: number[] = [];
  for (let day = now - (now % DAY); days.length < count; day -= DAY) {
    const weekday = new Date(day).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days.unshift(day);
  }
  return days;
};

/**
 * Lists the papers five a weekday, the last of them on the day of `now` or the last weekday before.
 * Early in the day, today's hours of listing are shortened, so that none lies after `now`.
 */
export const listPapers = (
  papers: readonly Paper[],
  { seed, now }: { readonly seed: number; readonly now: number },
): readonly ListedPaper[] => {
  const random = seededRandom(seed, LISTING_STREAM);
  return lastWeekdays(now, Math.ceil(papers.length / PAPERS_A_DAY)).flatMap((day, index) => {
    const listed = papers.slice(index * PAPERS_A_DAY, (index + 1) * PAPERS_A_DAY);
    const hours = Math.min(LISTING_HOURS, now - day);
    const times = listed.map(() => day + Math.floor(random.between(0, hours)));
    times.sort((a, b) => a - b);
    const listedOn = new Date(day).toISOString().slice(0, 10);
    return listed.map((paper, at) => ({ ...paper, listedOn, listedAt: times[at] ?? day }));
  });
};

/** Beyond the streams of the papers, which are numbered from 0. */
const LISTING_STREAM = 1_000_000;
