/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Feed } from '../feed/read-feed.ts';
import {
  feedPath,
  type FeedRequest,
  type Sort,
  SORTS,
  withoutTokens,
} from '../feed/feed-request.ts';
import { longDay, weekdayOf } from '../words/day-words.ts';
import { durationMs, durationWords } from '../words/duration-words.ts';

const LABELS: Readonly<Record<Sort, string>> = { trending: 'Trending', top: 'Top', new: 'New' };
const HALF_LIVES = ['6h', '12h', '1d', '2d', '4d', '7d'];

/** The day with the days beside it that have papers, and the way to all days together. */
export const DayStepper = ({ feed }: { readonly feed: Feed }) => {
  const view = withoutTokens(feed.request);
  if (feed.list === null)
    return (
      <nav class="days" aria-label="Day">
        <strong>All days</strong>
        <a class="aside" href={feedPath({ ...view, pathname: '/' })}>
          newest day
        </a>
      </nav>
    );
  const { key, previous, next } = feed.list;
  return (
    <nav class="days" aria-label="Day">
      <span class="stepper">
        <Step view={view} day={previous} words="Previous day" sign="‹" />
        <time class="day" datetime={key} data-show="long-day">
          {longDay(key)}
        </time>
        <Step view={view} day={next} words="Next day" sign="›" />
      </span>
      <a class="aside" href={feedPath({ ...view, pathname: '/trending' })}>
        all days
      </a>
    </nav>
  );
};

type StepOptions = {
  readonly view: FeedRequest;
  readonly day: string | null;
  readonly words: string;
  readonly sign: string;
};

const Step = ({ view, day, words, sign }: StepOptions) =>
  day === null ? (
    <span class="step" aria-hidden="true">
      {sign}
    </span>
  ) : (
    <a
      class="step"
      href={feedPath({ ...view, date: day })}
      aria-label={`${words}, ${weekdayOf(day)}`}
      title={weekdayOf(day)}
    >
      {sign}
    </a>
  );

/** Trending · Top · New. */
export const SortTabs = ({ request }: { readonly request: FeedRequest }) => (
  <nav class="tabs" aria-label="Order">
    {SORTS.map((sort) => (
      <a
        href={feedPath({ ...withoutTokens(request), sort })}
        aria-current={sort === request.sort ? 'page' : undefined}
      >
        {LABELS[sort]}
      </a>
    ))}
  </nav>
);

/** How fast votes age; `halfLifeMs` is what the list used. Without JavaScript the button sends it. */
export const HalfLifeControl = (options: {
  readonly request: FeedRequest;
  readonly halfLifeMs: number;
}) => {
  const { request, halfLifeMs } = options;
  const choices = HALF_LIVES.map((value) => ({ value, ms: durationMs(value) ?? 0 }));
  const known = choices.some(({ ms }) => ms === halfLifeMs);
  const own = { value: request.half_life ?? '', ms: halfLifeMs };
  return (
    <form class="half-life" method="get" action={request.pathname}>
      {request.date === undefined ? null : <input type="hidden" name="date" value={request.date} />}
      <label for="half-life">votes halve in</label>{' '}
      <select id="half-life" name="half_life" autocomplete="off">
        {(known ? choices : [...choices, own]).map(({ value, ms }) => (
          <option value={value} selected={ms === halfLifeMs}>
            {durationWords(ms)}
          </option>
        ))}
      </select>{' '}
      <button>Apply</button>
    </form>
  );
};
