import type { ParameterValue } from './query.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
};

const escaped = (value: string): string => value.replace(/[\\'\t\n\r\0]/g, (c) => ESCAPES[c] ?? c);

/** A SQL string literal. */
export const stringLiteral = (value: string): string => `'${escaped(value)}'`;

/** The text the engine parses a bound parameter from: its escaped text format. */
export const parameterText = (value: ParameterValue): string => {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  return `[${value.map((v) => (typeof v === 'string' ? stringLiteral(v) : v.toString())).join(',')}]`;
};
