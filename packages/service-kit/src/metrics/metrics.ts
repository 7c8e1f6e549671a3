import { Hono } from 'hono';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { HttpEnv } from '../http-env.ts';
import { createBoundedAnswer } from './bounded-answer.ts';
import type { HistogramDefinition, LabelsOf, MetricDefinition } from './definition.ts';
import { processRegistry } from './process-registry.ts';

/** Counts up. To be called once for many events, not once for each. */
export type Count<D extends MetricDefinition> = (labels: LabelsOf<D>, count?: number) => void;

/** Takes one value, in the unit of the histogram's name. */
export type Observe<D extends MetricDefinition> = (labels: LabelsOf<D>, value: number) => void;

/** What a gauge shows for one combination of its labels. */
export type Sample<D extends MetricDefinition> = {
  readonly labels: LabelsOf<D>;
  readonly value: number;
};

/** Gauges that are asked for together, when somebody looks. */
export type Question<G extends Readonly<Record<string, MetricDefinition>>> = {
  /** As the counter of what stayed unanswered calls it. */
  readonly name: string;
  readonly gauges: G;
  /** Asked at most once a second. What it does not give in two is left out of the reply. */
  readonly ask: () => Answer<G> | Promise<Answer<G>>;
};

type Answer<G extends Readonly<Record<string, MetricDefinition>>> = {
  readonly [K in keyof G]: readonly Sample<G[K]>[];
};

export type Metrics = {
  readonly counter: <D extends MetricDefinition>(definition: D) => Count<D>;
  readonly histogram: <D extends HistogramDefinition>(definition: D) => Observe<D>;
  readonly ask: <G extends Readonly<Record<string, MetricDefinition>>>(
    question: Question<G>,
  ) => void;
  /** `GET /metrics`, in the text format of Prometheus. */
  readonly routes: Hono<HttpEnv>;
};

export type MetricsOptions = {
  /** Counts questions that failed or took too long. */
  readonly unanswered: MetricDefinition<'question'>;
  /** Whether to tell of the process: processor, memory, event loop, collector of garbage. @default true */
  readonly ofProcess?: boolean;
  /** @default 2000 */
  readonly deadlineMs?: number;
  /** @default 1000 */
  readonly keepMs?: number;
  /** Monotonic, ms. @default performance.now */
  readonly now?: () => number;
};

/** Metrics of one process. A name can be taken once. */
export const createMetrics = (options: MetricsOptions): Metrics => {
  const { deadlineMs = 2_000, keepMs = 1_000, now = () => performance.now() } = options;
  const registry = new Registry();
  const registries = options.ofProcess === false ? [registry] : [registry, processRegistry()];

  const basicsOf = ({ name, help, labels }: MetricDefinition) => ({
    ...{ name, help, labelNames: [...labels], registers: [registry] },
  });
  const counter = <D extends MetricDefinition>(definition: D): Count<D> => {
    const made = new Counter(basicsOf(definition));
    return (labels, count = 1) => made.inc(labels, count);
  };
  const unanswered = counter(options.unanswered);

  /** However many look at the same time, one look is enough. */
  let rendering: Promise<string> | null = null;
  const render = async (): Promise<string> =>
    (await Promise.all(registries.map(async (each) => await each.metrics()))).join('');
  const routes = new Hono<HttpEnv>();
  routes.get('/metrics', async (c) => {
    rendering ??= render().finally(() => (rendering = null));
    const headers = { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' };
    return c.body(await rendering, 200, headers);
  });

  return {
    routes,
    counter,
    histogram: (definition) => {
      const made = new Histogram({ ...basicsOf(definition), buckets: [...definition.buckets] });
      return (labels, value) => made.observe(labels, value);
    },
    ask: ({ name, gauges, ask }) => {
      const count = (by: number): void => unanswered({ question: name }, by);
      count(0);
      const answered = createBoundedAnswer({
        ...{ ask, deadlineMs, keepMs, now },
        onUnanswered: () => count(1),
      });
      for (const [key, definition] of Object.entries(gauges)) {
        const gauge: Gauge = new Gauge({
          ...basicsOf(definition),
          collect: async () => {
            const answer = await answered();
            gauge.reset();
            // A gauge without labels shows 0 after that, which nobody said.
            if (definition.labels.length === 0) gauge.remove();
            for (const { labels, value } of answer?.[key] ?? []) gauge.set(labels, value);
          },
        });
      }
    },
  };
};
