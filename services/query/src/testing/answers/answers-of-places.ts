import { groupedBy } from '../grouped-by.ts';
import { DAY } from '../voting-site.ts';
import type { Answer } from './answers.ts';
import { dayOf, sum, viewsOfItems, votesOfItems } from './counting.ts';

const SHOWN = 30;

const climbed: Answer = ({ items, trending, now }) => {
  const before = trending(now - DAY);
  return trending(now)
    .slice(0, SHOWN)
    .map((id, index) => {
      const place = before.indexOf(id) + 1;
      const known = place === 0 ? null : place;
      return [
        index + 1,
        id,
        items.get(id)?.title ?? null,
        known,
        known === null ? null : known - index - 1,
      ];
    });
};

const unseen: Answer = (world) => {
  const [votes, views] = [votesOfItems(world), viewsOfItems(world)];
  const usual = sum(views.values()) / sum(votes.values());
  return world
    .trending(world.now)
    .slice(0, SHOWN)
    .map((id, index) => {
      const title = world.items.get(id)?.title ?? null;
      const [cast, seen] = [votes.get(id) ?? 0, views.get(id) ?? 0];
      return [index + 1, id, title, cast, seen, seen / cast / usual] as const;
    })
    .filter((row) => row[5] < 0.5);
};

const dailyLists: Answer = (world) => {
  const votes = votesOfItems(world);
  const since = dayOf(world.now - 14 * DAY);
  const rows = [...world.items].flatMap(([id, { title, listedOn, listedAt }]) =>
    listedOn < since ? [] : [{ id, title, listedOn, listedAt, votes: votes.get(id) ?? 0 }],
  );
  return [...groupedBy(rows, ({ listedOn }) => listedOn)]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([date, own]) => {
      const places = own.toSorted((a, b) => b.votes - a.votes || b.listedAt - a.listedAt);
      const [first, second] = places;
      return [
        date,
        own.length,
        sum(own.map((row) => row.votes)),
        first?.title ?? null,
        (first?.votes ?? 0) - (second?.votes ?? 0),
      ];
    });
};

export const ANSWERS_OF_PLACES: Readonly<Record<string, Answer>> = {
  'climbed-since-yesterday': climbed,
  'risen-unseen': unseen,
  'daily-lists': dailyLists,
};
