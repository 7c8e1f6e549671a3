import {
  ALGORITHMS,
  formatDuration,
  parseDuration,
  type AlgorithmName,
  type AlgorithmParameter,
  type DurationParameter,
  type Ranking,
  type TopWindow,
} from '@emberlog/ranking';
import { z } from 'zod';
import { integerText } from './parameter-texts.ts';

/** Parameters by the names they have on the wire, in one spelling; null: none. */
export type AlgorithmParams = Readonly<Record<string, string | number | null>>;

/** The names of every parameter some algorithm has. */
const PARAMETER_NAMES = ['half_life', 'prior', 'window', 'basis'] as const;
export type ParameterName = (typeof PARAMETER_NAMES)[number];
type ParameterShape = Record<
  ParameterName,
  z.ZodType<string | number | undefined, string | undefined>
>;

/** Reads `trending` or `trending@1`. */
export const algorithmNamed = (text: string): AlgorithmName | null =>
  Object.values(ALGORITHMS).find(({ name, version }) => [name, `${name}@${version}`].includes(text))
    ?.name ?? null;

/** An algorithm by name, with or without its version. */
export const algorithmText = z.string().transform((text, context) => {
  const name = algorithmNamed(text);
  if (name !== null) return name;
  const names = Object.values(ALGORITHMS).map(
    ({ name, version }) => `${name} (${name}@${version})`,
  );
  context.addIssue({ code: 'custom', message: `must be one of ${names.join(', ')}` });
  return z.NEVER;
});

/**
 * Fields for all parameters: those of `allowed` by the rules of `algorithm`, any other refused.
 * Without an algorithm nothing can be said of them, and all pass.
 */
export const parameterShape = (
  algorithm: AlgorithmName | null,
  allowed: readonly string[],
): ParameterShape =>
  Object.fromEntries(
    PARAMETER_NAMES.map((name) => {
      if (algorithm === null) return [name, z.string().optional()];
      const parameter = ALGORITHMS[algorithm].parameters.find((known) => known.name === name);
      const has = parameter !== undefined && allowed.includes(name);
      return [name, has ? parameterText(parameter).optional() : notOf(algorithm)];
    }),
  ) as Record<string, z.ZodType> as ParameterShape;

/** The names of an algorithm's parameters. */
export const parameterNames = (algorithm: AlgorithmName): readonly string[] =>
  ALGORITHMS[algorithm].parameters.map(({ name }) => name);

/** What an algorithm's parameters are where nothing is said. */
export const defaultParams = (algorithm: AlgorithmName): AlgorithmParams =>
  Object.fromEntries(ALGORITHMS[algorithm].parameters.map((known) => [known.name, known.default]));

const notOf = (algorithm: AlgorithmName) =>
  z
    .string()
    .optional()
    .refine((text) => text === undefined, {
      error: `is not a parameter of ${algorithm} here`,
      params: { code: 'unknown_parameter' },
    });

const parameterText = (parameter: AlgorithmParameter): z.ZodType<string | number, string> => {
  switch (parameter.type) {
    case 'integer':
      return integerText(parameter.min, parameter.max);
    case 'enum':
      return z.enum(parameter.values as readonly [string, ...string[]]);
    case 'duration':
      return durationText(parameter);
  }
};

/** One spelling for equal durations: 2880m is 48h. */
const durationText = ({ min, max, values = [] }: DurationParameter) =>
  z.string().transform((text, context) => {
    if (values.includes(text)) return text;
    const ms = parseDuration(text) ?? -1;
    if (ms >= msOf(min) && ms <= msOf(max)) return formatDuration(ms);
    const named = values.map((value) => `${value}, `).join('');
    context.addIssue({
      code: 'custom',
      message: `must be ${named}a duration such as 48h or 30d, from ${min} to ${max}`,
    });
    return z.NEVER;
  });

const msOf = (duration: string): number => parseDuration(duration) ?? Number.NaN;

const windowMs = z
  .string()
  .nullable()
  .transform((text) => (text === null ? null : msOf(text)));

const rankings = {
  trending: z.object({ half_life: z.string(), prior: z.number(), window: windowMs }),
  new: z.object({ window: windowMs }),
  top: z.object({ window: z.string(), basis: z.enum(['voted', 'published']) }),
} as const;

/** The algorithm with its parameters as the ranking knows them. */
export const rankingOf = (algorithm: AlgorithmName, params: AlgorithmParams): Ranking => {
  switch (algorithm) {
    case 'trending': {
      const { half_life, prior, window } = rankings.trending.parse(params);
      return { algorithm, params: { halfLifeMs: msOf(half_life), prior, windowMs: window } };
    }
    case 'new':
      return { algorithm, params: { windowMs: rankings.new.parse(params).window } };
    case 'top': {
      const { window, basis } = rankings.top.parse(params);
      const duration = parseDuration(window);
      return { algorithm, params: { window: duration ?? (window as TopWindow), basis } };
    }
  }
};
