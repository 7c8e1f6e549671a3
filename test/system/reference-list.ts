import { foldItem, foldVotes, rankItems } from '@emberlog/ranking';
import { versionsOf, votesOf, type Scenario } from './scenario.ts';

const SCALE = 2 ** 32;

/** The list the definitions give for a scenario: id, rank, integer score as text, score, votes. */
export const referenceList = (scenario: Scenario, asOf: number, halfLifeMs: number) => {
  const { ledger } = foldVotes(votesOf(scenario.senders));
  const items = Array.from(versionsOf(scenario.items), ([id, version]) => {
    const item = foldItem([version], asOf);
    if (item === null) throw new Error(`no version of ${id}`);
    return { id, ...item };
  });
  return rankItems({
    algorithm: 'trending',
    params: { halfLifeMs, prior: 3, windowMs: null },
    asOf,
    items,
    ledger,
  }).map(({ id, rank, score, votes }) => ({
    id,
    rank,
    integer: score.toString(),
    score: Number(score) / SCALE,
    upvotes: votes,
  }));
};
