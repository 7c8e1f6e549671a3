import { observeRequests, type Metrics } from '@emberlog/service-kit';
import { CATALOGUE } from './catalogue.ts';

/** What `createHttpApp` observes its requests with. */
export const createHttpObserver = (metrics: Metrics) =>
  observeRequests(metrics.histogram(CATALOGUE.httpRequestDuration));
