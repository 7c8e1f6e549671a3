import type { DocumentedView } from './documented-view.ts';
import { itemsView } from './items-view.ts';
import { listsView } from './lists-view.ts';
import { viewsDailyView, viewsView } from './page-views-view.ts';
import { RANKING_VIEWS } from './ranking-views.ts';
import { votesHourlyView, votesView } from './votes-view.ts';

/** All that analysts may ask: the views of the database `default`, in the order they are told in. */
export const SQL_VIEWS: readonly DocumentedView[] = [
  itemsView,
  votesView,
  votesHourlyView,
  viewsView,
  viewsDailyView,
  listsView,
  ...RANKING_VIEWS,
];
