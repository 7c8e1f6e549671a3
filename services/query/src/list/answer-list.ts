import type { RankedItem, TrendingReply } from '@emberlog/api';
import { ALGORITHMS, type Ranking } from '@emberlog/ranking';
import { rankingOf } from '../request/ranking-of.ts';
import type { ListRequest } from '../request/list-request.ts';
import { PERIODS } from '../request/parameter-texts.ts';
import { expectViews } from '../position/resolve-cut.ts';
import type { QueryContext } from '../query-context.ts';
import type { ModelCut } from './cut.ts';
import { explainPlaces } from './explain-places.ts';
import { factsOf, readItemFacts, type ItemFacts } from './item-facts.ts';
import { readPlaces, type MovedPlace, type RankedList } from './ranked-list.ts';

/** A page of a list, without what every reply ends with. */
export type ListAnswer = Pick<TrendingReply, 'items' | 'algorithm' | 'next_cursor'>;

/** An item with its place, and all that is known of it. */
export type ListedItem = { readonly item: RankedItem; readonly facts: ItemFacts };

type ListContext = Pick<
  QueryContext,
  'reader' | 'catalogue' | 'guesses' | 'cursors' | 'viewRetentionMs' | 'viewsExpiredThrough'
>;

/** Answers one page of a list at a cut. */
export const answerList = async (
  context: ListContext,
  request: ListRequest,
  cut: ModelCut,
): Promise<ListAnswer> => {
  const { listed, ...answer } = await readList(context, request, cut);
  return { items: listed.map(({ item }) => item), ...answer };
};

/** Reads one page of a list at a cut, with all that is known of its items. */
export const readList = async (
  context: ListContext,
  request: ListRequest,
  cut: ModelCut,
): Promise<Omit<ListAnswer, 'items'> & { readonly listed: readonly ListedItem[] }> => {
  const { reader, guesses, cursors, viewRetentionMs } = context;
  const { settings, last, limit, call } = request;
  const ranking = rankingOf(settings.algorithm, settings.params);
  const list: RankedList = { ranking, filters: settings, cut, viewRetentionMs };
  const behind = last && { item: last.item, listedAt: last.listed_at, score: BigInt(last.score) };
  const period = PERIODS[settings.period];
  const earlier = cut.asOf - period;
  // By it the ranks of then come from views as well.
  if (ranking.algorithm === 'best') await expectViews(context, earlier, period);
  // One more than asked for tells whether there is a next page.
  const readFacts = async (items: readonly string[]): Promise<Facts> =>
    items.length === 0
      ? new Map()
      : await readItemFacts(reader, cut, items, { earlier, viewRetentionMs });
  // What is said of items does not depend on their places: that of most can be read meanwhile.
  const guessed = guesses.of(request);
  const [found, known] = await Promise.all([
    readPlaces(context, list, behind, limit + 1, { earlier }),
    readFacts(guessed),
  ]);
  const places = found.slice(0, limit);
  const items = places.map(({ item }) => item);
  guesses.note(request, items);
  const [others, explanations] = await Promise.all([
    readFacts(items.filter((item) => !guessed.includes(item))),
    settings.explain && places.length > 0
      ? explainPlaces(reader, ranking, cut, places)
      : new Map<string, never>(),
  ]);
  const facts = new Map([...known, ...others]);
  const listed = describe(request, list, places, { facts, explanations });
  const [end, rank] = [places.at(-1), listed.at(-1)?.item.rank];
  const { name, version } = ALGORITHMS[settings.algorithm];
  return {
    listed,
    algorithm: { name, version, params: { ...settings.params } },
    next_cursor:
      found.length <= limit || end === undefined || rank === undefined
        ? null
        : cursors.sign({
            call,
            settings,
            as_of: cut.asOf,
            position: { readModel: cut.readModel, ends: cut.ends },
            last: {
              rank,
              item: end.item,
              listed_at: end.listedAt,
              score: end.score.toString(),
            },
          }),
  };
};

type Facts = ReadonlyMap<string, ItemFacts>;

type Described = {
  readonly facts: Facts;
  readonly explanations: Awaited<ReturnType<typeof explainPlaces>>;
};

const describe = (
  { last }: ListRequest,
  { ranking }: RankedList,
  places: readonly MovedPlace[],
  { facts, explanations }: Described,
): readonly ListedItem[] =>
  places.map(({ item, score, rankBefore }, index) => {
    const rank = (last?.rank ?? 0) + index + 1;
    const itemFacts = factsOf(facts, item);
    const { summary, upvotesEarlier } = itemFacts;
    const explain = explanations.get(item);
    const ranked = {
      rank,
      ...summary,
      score: scoreNumber(ranking, score),
      movement:
        rankBefore === null
          ? null
          : { rank: rankBefore - rank, upvotes: summary.upvotes - upvotesEarlier },
      ...(explain === undefined ? {} : { explain }),
    };
    return { item: ranked, facts: itemFacts };
  });

/** A score as replies give it. */
export const scoreNumber = ({ algorithm }: Pick<Ranking, 'algorithm'>, score: bigint): number =>
  Number(score) / ALGORITHMS[algorithm].unit;
