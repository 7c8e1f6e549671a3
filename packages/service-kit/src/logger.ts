import { pino, stdTimeFunctions } from 'pino';
import { scrub, secretFields } from './redaction.ts';

/** Levels from most to least talkative; `silent` writes nothing. Fit for `z.enum(logLevels)`. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Writes one log line: objects first, then a constant lower-case phrase. */
export type LogMethod = (fields: object, message: string) => void;

/** What the code of a service may ask of a logger. An error goes under `err`. */
export type Logger = {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** A logger whose lines all carry `bindings`. @param options the level @default the parent's */
  readonly child: (
    bindings: Record<string, unknown>,
    options?: { readonly level: LogLevel },
  ) => Logger;
};

/** Takes finished lines, each one JSON document with its newline. */
export type LogDestination = { write(line: string): unknown };

export type LoggerOptions = {
  /** Written as `name` in every line. */
  readonly name: string;
  readonly level: LogLevel;
  /** @default standard error */
  readonly destination?: LogDestination;
};

/**
 * A logger that writes one JSON document a line: `{level, time, name, …fields, msg}`, `time` in
 * RFC 3339 UTC. Authorization headers, cookies, passwords and keys never reach the destination.
 */
export function createLogger({ name, level, destination = process.stderr }: LoggerOptions): Logger {
  const scrubbed = { write: (line: string) => void destination.write(scrub(line)) };
  return pino(
    {
      base: { name },
      level,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretFields, censor: '[redacted]' },
    },
    scrubbed,
  );
}
