import { groupedBy } from '../grouped-by.ts';
import { DAY, HOUR } from '../voting-site.ts';
import type { Answer } from './answers.ts';
import { descending, hoursOfVotes, mondayOf, startOf, sum, votesOfItems } from './counting.ts';

const organizations: Answer = (world) => {
  const thisHour = startOf(world.now, HOUR);
  const rows = hoursOfVotes(world).flatMap((row) => {
    const organization = world.items.get(row.item)?.organization?.name;
    const isRecent = row.hour >= thisHour - 14 * DAY;
    return organization === undefined || !isRecent ? [] : [{ ...row, organization }];
  });
  return [...groupedBy(rows, ({ organization }) => organization)]
    .map(([organization, own]) => {
      const among = (isThis: boolean): number =>
        sum(
          own.flatMap(({ hour, votes }) => (hour >= thisHour - 7 * DAY === isThis ? [votes] : [])),
        );
      const [thisWeek, lastWeek] = [among(true), among(false)];
      return [organization, thisWeek, lastWeek, thisWeek - lastWeek] as const;
    })
    .sort(
      descending(
        ([, , , gained]) => gained,
        ([organization]) => organization,
      ),
    )
    .slice(0, 20);
};

const hoursOfDay: Answer = (world) => {
  const since = startOf(world.now, HOUR) - 28 * DAY;
  const rows = hoursOfVotes(world).filter(({ hour }) => hour >= since);
  const all = sum(rows.map(({ votes }) => votes));
  return [...groupedBy(rows, ({ hour }) => new Date(hour).getUTCHours())]
    .sort(([a], [b]) => a - b)
    .map(([hour, own]) => {
      const cast = sum(own.map(({ votes }) => votes));
      return [hour, cast, cast / all];
    });
};

const tags: Answer = (world) => {
  const since = Date.parse(mondayOf(world.now)) - 49 * DAY;
  const rows = hoursOfVotes(world)
    .filter(({ hour }) => hour >= since)
    .flatMap((row) =>
      (world.items.get(row.item)?.tags ?? []).map((tag) => ({
        ...row,
        tag,
        week: mondayOf(row.hour),
      })),
    );
  return [...groupedBy(rows, ({ week, tag }) => `${week} ${tag}`).values()]
    .map((own) => {
      const { week = '', tag = '' } = own[0] ?? {};
      const items = new Set(own.map(({ item }) => item)).size;
      return [week, tag, sum(own.map(({ votes }) => votes)), items] as const;
    })
    .sort((a, b) =>
      a[0] === b[0]
        ? descending<typeof a>(
            (row) => row[2],
            (row) => row[1],
          )(a, b)
        : a[0] < b[0]
          ? -1
          : 1,
    );
};

const firstDay: Answer = ({ items, votes, now }) => {
  const rows = votes.flatMap(({ item, effectiveAt, delta }) => {
    const listedAt = items.get(item)?.listedAt;
    if (listedAt === undefined || delta === 0 || listedAt >= now - 7 * DAY) return [];
    const age = effectiveAt - listedAt;
    return age < 7 * DAY ? [{ item, delta, week: mondayOf(listedAt), isFirst: age < DAY }] : [];
  });
  return [...groupedBy(rows, ({ week }) => week)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([week, own]) => {
      const all = sum(own.map(({ delta }) => delta));
      const first = sum(own.flatMap(({ delta, isFirst }) => (isFirst ? [delta] : [])));
      return [week, new Set(own.map(({ item }) => item)).size, all, first / all];
    });
};

const concentration: Answer = (world) => {
  const sums = [...votesOfItems(world).values()].sort((a, b) => b - a);
  return [1, 5, 10, 25, 50].map((percent) => {
    const first = sums.slice(0, Math.ceil((sums.length * percent) / 100));
    return [percent, first.length, sum(first) / sum(sums)];
  });
};

const halfLives: Answer = (world) => {
  const today = startOf(world.now, DAY);
  const rows = hoursOfVotes(world).filter(({ hour }) => hour >= today - 60 * DAY);
  const items = [...groupedBy(rows, ({ item }) => item)];
  return [6, 12, 24, 48, 96, 168]
    .map((halfLife) => {
      const days = [1, 2, 3, 4, 5, 6, 7].map((back) => {
        const day = today - back * DAY;
        const places = items
          .map(([item, own]) => ({
            item,
            score: sum(
              own.flatMap(({ hour, votes }) =>
                hour < day ? [votes * 2 ** (-(day - hour) / HOUR / halfLife)] : [],
              ),
            ),
            next: sum(
              own.flatMap(({ hour, votes }) => (hour >= day && hour < day + DAY ? [votes] : [])),
            ),
          }))
          .sort(
            descending(
              ({ score }) => score,
              ({ item }) => item,
            ),
          );
        const all = sum(places.map(({ next }) => next));
        return { all, first: sum(places.slice(0, 10).map(({ next }) => next)) };
      });
      const all = sum(days.map((day) => day.all));
      return [halfLife, all, sum(days.map(({ first }) => first)) / all] as const;
    })
    .sort((a, b) => b[2] - a[2] || a[0] - b[0]);
};

const titles: Answer = (world) => {
  const votes = votesOfItems(world);
  return [...world.items]
    .filter(([, { title }]) => title?.toLowerCase().includes('language'))
    .map(([id, { title, listedOn }]) => [id, title, listedOn, votes.get(id) ?? 0] as const)
    .sort(
      descending(
        (row) => row[3],
        (row) => row[0],
      ),
    )
    .slice(0, 20);
};

export const ANSWERS_OF_VOTES: Readonly<Record<string, Answer>> = {
  'organizations-that-gained': organizations,
  'hours-of-the-day': hoursOfDay,
  'tags-by-week': tags,
  'first-day': firstDay,
  concentration,
  'half-life-that-fits': halfLives,
  'titles-that-say': titles,
};
