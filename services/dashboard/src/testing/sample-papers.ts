import type { RankedItem } from '@emberlog/api';

/** A paper as the stand-in API holds it. */
export type SamplePaper = Omit<RankedItem, 'rank' | 'score' | 'explain' | 'listedAt'>;

const paper = (id: string, title: string, over: Partial<SamplePaper> = {}): SamplePaper => ({
  id,
  title,
  url: `https://papers.example/${id}`,
  organization: null,
  authorCount: 6,
  publishedAt: '2025-12-08T00:00:00Z',
  listedOn: '2025-12-10',
  upvotes: 12,
  views: 480,
  comments: 2,
  movement: { rank: 0, upvotes: 4 },
  ...over,
});

/** A title that is harmless only when it is escaped and isolated. */
export const NASTY_TITLE = `<img src=x onerror=alert(1)> "quoted" & 'single' \u202eright-to-left 🔥`;

/** Two days of papers, with Saturday and Sunday between them. */
export const SAMPLE_PAPERS: readonly SamplePaper[] = [
  paper(
    'interplay',
    'On the Interplay of Pre-Training, Mid-Training, and RL on Reasoning Language Models',
    {
      organization: { name: 'cmu-lti', fullname: 'CMU-LTI' },
      authorCount: null,
      upvotes: 64,
      views: 2_310,
      movement: { rank: 3, upvotes: 31 },
    },
  ),
  paper('rlp', 'RLP: Reinforcement as a Pretraining Objective', {
    organization: { name: 'nvidia', fullname: 'NVIDIA' },
    authorCount: null,
    publishedAt: '2025-09-26T00:00:00Z',
    upvotes: 41,
    views: 1_876,
    comments: 4,
    movement: { rank: -1, upvotes: 6 },
  }),
  paper('pretrainzero', 'PretrainZero: Reinforcement Active Pretraining', {
    upvotes: 23,
    views: 902,
    comments: 3,
    movement: null,
  }),
  paper('one-run', 'Train Once, Answer All: Many Pretraining Experiments for the Cost of One', {
    authorCount: 2,
    publishedAt: '2025-09-27T00:00:00Z',
    upvotes: 14,
    views: 511,
    comments: 0,
  }),
  paper(
    'vision-r1',
    'Vision-R1: Incentivizing Reasoning Capability in Multimodal Large Language Models',
    {
      authorCount: null,
      publishedAt: null,
      url: null,
      upvotes: 9,
      views: 377,
      comments: null,
      movement: { rank: -2, upvotes: 1 },
    },
  ),
  paper('nasty/one', NASTY_TITLE, {
    authorCount: 1,
    upvotes: 1,
    views: 40,
    comments: 1,
    movement: null,
  }),
  paper('warmup', 'Continual Pre-Training of Large Language Models: How to (re)warm your model?', {
    authorCount: 8,
    listedOn: '2025-12-05',
  }),
];
