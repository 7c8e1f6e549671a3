import { groupedBy } from '../grouped-by.ts';
import { DAY } from '../voting-site.ts';
import type { Answer } from './answers.ts';
import { dayOf, descending, mondayOf, viewsOfItems, votesOfItems } from './counting.ts';

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

const arrival: Answer = ({ votes, now }) => {
  const recent = votes.filter(({ loggedAt }) => loggedAt >= now - 14 * DAY);
  return [...groupedBy(recent, ({ loggedAt }) => dayOf(loggedAt))]
    .sort(byText)
    .map(([day, own]) => {
      const took = own
        .map(({ recordedAt, loggedAt }) => loggedAt - recordedAt)
        .sort((a, b) => a - b);
      const at = (share: number): number => (took[Math.floor(share * took.length)] ?? 0) / 1_000;
      return [day, own.length, at(0.5), at(0.95), (took.at(-1) ?? 0) / 1_000];
    });
};

const cohorts: Answer = ({ votes }) => {
  const cast = votes.filter(({ kind }) => kind === 'upvoted');
  const rows = [...groupedBy(cast, ({ voter }) => voter)].flatMap(([voter, own]) => {
    const cohort = mondayOf(Math.min(...own.map(({ recordedAt }) => recordedAt)));
    return own.map(({ recordedAt }) => {
      const later = (Date.parse(mondayOf(recordedAt)) - Date.parse(cohort)) / (7 * DAY);
      return { voter, cohort, later };
    });
  });
  return [...groupedBy(rows, ({ cohort, later }) => `${cohort} ${String(later).padStart(3, '0')}`)]
    .sort(byText)
    .map(([, own]) => {
      const { cohort = '', later = 0 } = own[0] ?? {};
      return [cohort, later, new Set(own.map(({ voter }) => voter)).size];
    });
};

const readersWhoVote: Answer = ({ votes, views, now }) => {
  const voted = new Set(
    votes.flatMap(({ voter, item, delta }) => (delta === 1 ? [`${voter} ${item}`] : [])),
  );
  const named = views.flatMap(({ viewer, ...view }) =>
    viewer === null || view.effectiveAt < now - 14 * DAY ? [] : [{ viewer, ...view }],
  );
  return [...groupedBy(named, ({ effectiveAt }) => dayOf(effectiveAt))]
    .sort(byText)
    .map(([day, own]) => {
      const who = own.filter(({ viewer, item }) => voted.has(`${viewer} ${item}`));
      const count = (rows: typeof own): number => new Set(rows.map(({ viewer }) => viewer)).size;
      return [day, count(own), count(who)];
    });
};

const votesPerView: Answer = (world) => {
  const [votes, views] = [votesOfItems(world), viewsOfItems(world)];
  return [...world.items]
    .map(([id, { title }]) => {
      const [cast, seen] = [votes.get(id) ?? 0, views.get(id) ?? 0];
      return [id, title, cast, seen, cast / seen] as const;
    })
    .filter((row) => row[3] >= 20)
    .sort(
      descending(
        (row) => row[4],
        (row) => row[0],
      ),
    )
    .slice(0, 20);
};

const contested: Answer = ({ items, votes }) =>
  [...groupedBy(votes, ({ item }) => item)]
    .flatMap(([id, own]) => {
      const title = items.get(id)?.title;
      const cast = own.filter(({ delta }) => delta === 1).length;
      const back = own.filter(({ delta }) => delta === -1).length;
      return title == null || cast < 5 ? [] : [[id, title, cast, back, back / cast] as const];
    })
    .sort(
      (a, b) =>
        b[4] - a[4] ||
        descending<typeof a>(
          (row) => row[2],
          (row) => row[0],
        )(a, b),
    )
    .slice(0, 20);

export const ANSWERS_OF_READERS: Readonly<Record<string, Answer>> = {
  'how-long-votes-take': arrival,
  cohorts,
  'readers-who-vote': readersWhoVote,
  'votes-per-view': votesPerView,
  contested,
};
