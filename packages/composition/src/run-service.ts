import { createProcessMetrics } from '@emberlog/metrics';
import {
  createLifecycle,
  createLogger,
  readConfig,
  type Environment,
  type Lifecycle,
  type Logger,
  type LogLevel,
  type Metrics,
} from '@emberlog/service-kit';
import type { Tracer } from '@emberlog/tracing';
import type { z } from 'zod';
import { endByForce } from './end-by-force.ts';
import { openTracer } from './open-tracer.ts';
import { explainFailure, type Servers } from './explain-failure.ts';
import { shownConfig } from './shown-config.ts';

/** What a service is started with. */
export type ServiceContext<Config> = {
  readonly config: Config;
  readonly logger: Logger;
  /** Of this process. */
  readonly metrics: Metrics;
  /** Undefined where nobody traces. */
  readonly tracer: Tracer | undefined;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Adds a step to the end; what was started last stops first. */
  readonly onStop: Lifecycle['onStop'];
  /** Tells the operator of trouble that can be ended, and of its end. */
  readonly notice: (line: string) => void;
};

export type RunningService = {
  readonly url: string;
  /** Rejects with what ends the process. @default nothing does */
  readonly failed?: Promise<unknown>;
};

export type ServiceOptions<Config> = {
  /** As it is called in the log and on the terminal. */
  readonly name: string;
  readonly schema: z.ZodType<Config>;
  readonly start: (context: ServiceContext<Config>) => Promise<RunningService>;
  /** Of the process that is to run it. */
  readonly env: Environment;
  readonly args: readonly string[];
};

/** All steps of a stop together, and the end of those that hang. */
const STOP_DEADLINE_MS = 8_000;
const LONGEST_STOP_MS = 10_000;

/**
 * Runs a service as this process: reads its configuration, or with `--check-config` prints it; starts;
 * ends in reverse order at SIGINT and SIGTERM, with code 0; ends with code 1 and a sentence at what it
 * cannot go on after.
 */
export const runService = async <
  Config extends Partial<Servers> & { logLevel: LogLevel; otlpEndpoint: string | null },
>(
  options: ServiceOptions<Config>,
): Promise<void> => {
  // Who reads the output may go away; that is no reason to stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const say = (line: string): void => void process.stderr.write(`${options.name}: ${line}\n`);

  const read = readConfig(options.schema, options.env);
  if (!read.ok) {
    say(`the configuration has ${read.problems.length} problem(s)`);
    for (const { name, message } of read.problems) process.stderr.write(`  ${name} ${message}\n`);
    process.exit(1);
  }
  const { config } = read;
  if (options.args.includes('--check-config')) {
    process.stdout.write(`${JSON.stringify(shownConfig(config), null, 2)}\n`);
    process.exit(0);
  }

  const logger = createLogger({ name: options.name, level: config.logLevel });
  const lifecycle = createLifecycle({ logger, deadlineMs: STOP_DEADLINE_MS });
  let stopping = false;
  const end = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    endByForce(LONGEST_STOP_MS);
    await lifecycle.stop();
    process.exit(code);
  };
  const fail = async (error: unknown, message: string): Promise<void> => {
    if (stopping) return;
    const servers = { kafka: config.kafka ?? null, clickhouseUrl: config.clickhouseUrl ?? null };
    const reason = explainFailure(error, servers);
    if (reason === null) logger.error({ err: error }, message);
    say(reason ?? message);
    await end(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0));

  try {
    const { onStop } = lifecycle;
    const tracer = await openTracer({ config, service: options.name, logger, onStop });
    const running = await options.start({
      config,
      logger,
      metrics: createProcessMetrics(),
      tracer,
      clock: Date.now,
      onStop,
      notice: say,
    });
    running.failed?.catch(async (error: unknown) => await fail(error, 'failed for good'));
    process.stdout.write(`${options.name} listens on ${running.url}\n`);
  } catch (error) {
    await fail(error, 'could not start');
  }
};
