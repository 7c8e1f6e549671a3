import type { WireEvent } from '@emberlog/client';
import { type ListedPaper, listPapers } from './listing.ts';
import { readPapers } from './papers.ts';
import { type Reading, readingsOf } from './readership.ts';
import { seededRandom } from './seeded-random.ts';

export type DemoHistoryOptions = {
  /** Decides who read what and when. */
  readonly seed: number;
  /** Where the history ends, ms UTC: no event is later. */
  readonly now: number;
};

export type DemoHistory = {
  readonly papers: readonly ListedPaper[];
  /** Events in all batches together. */
  readonly total: number;
  /** All events in the order of their times, at most 1,000 a batch; from the start at each call. */
  readonly batches: () => Generator<readonly WireEvent[], void>;
};

type Moment = { readonly time: number; readonly paper: number; readonly reading: Reading | null };

const BATCH = 1_000;

/**
 * Two weeks of a site of daily papers: fifty real papers, five a weekday, and simulated readers.
 * The same seed and `now` give the same events with the same ids, so sending them again is safe.
 */
export const demoHistory = ({ seed, now }: DemoHistoryOptions): DemoHistory => {
  const papers = listPapers(readPapers(), { seed, now });
  const moments = papers.flatMap((paper, index) => momentsOf(paper, index, { seed, now }));
  // Stable, so a paper is published before anything else that happens in the same millisecond.
  moments.sort((a, b) => a.time - b.time);
  const prefix = `demo-${seed.toString(36)}`;
  return {
    papers,
    total: moments.length,
    batches: function* () {
      for (let from = 0; from < moments.length; from += BATCH) {
        yield moments.slice(from, from + BATCH).flatMap((moment, at) => {
          const paper = papers[moment.paper];
          return paper === undefined ? [] : [eventOf(moment, paper, `${prefix}-${from + at}`)];
        });
      }
    },
  };
};

const momentsOf = (paper: ListedPaper, index: number, options: DemoHistoryOptions): Moment[] => {
  const random = seededRandom(options.seed, index);
  const readings = readingsOf(random, { listedAt: paper.listedAt, until: options.now });
  return [
    { time: paper.listedAt, paper: index, reading: null },
    ...readings.map((reading) => ({ time: reading.time, paper: index, reading })),
  ];
};

const EVENT_TYPE = {
  viewed: 'item.viewed',
  upvoted: 'item.upvoted',
  retracted: 'item.upvote_retracted',
} as const;

const eventOf = ({ time: at, reading }: Moment, paper: ListedPaper, id: string): WireEvent => {
  const time = new Date(at).toISOString();
  if (reading === null)
    return { id, type: 'item.published', subject: paper.id, time, data: patchOf(paper) };
  const data = { actor: `demo-reader-${reading.reader}` };
  return { id, type: EVENT_TYPE[reading.kind], subject: paper.id, time, data };
};

const patchOf = (paper: ListedPaper) => ({
  title: paper.title,
  ...(paper.published === null ? {} : { publishedAt: paper.published }),
  ...(paper.authors === null ? {} : { authorCount: paper.authors }),
  ...(paper.organization === null ? {} : { organization: paper.organization }),
  listedAt: new Date(paper.listedAt).toISOString(),
  listedOn: paper.listedOn,
  comments: paper.comments,
});
