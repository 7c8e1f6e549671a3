import { createMetrics, type Metrics } from '@emberlog/service-kit';
import { CATALOGUE } from './catalogue.ts';

/** The metrics of this process, to begin with those of the process itself. */
export const createProcessMetrics = (): Metrics =>
  createMetrics({ unanswered: CATALOGUE.unanswered });
