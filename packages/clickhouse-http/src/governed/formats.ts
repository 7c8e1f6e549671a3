import type { Refused } from './judged.ts';
import { refuse } from './refuse.ts';

export const refuseFormat = (name: string): Refused =>
  refuse('ACCESS_DENIED', `The format ${name} is not allowed here`);

/** Whether an answer may be in it: not where a format reads a schema, a template or a registry. */
export const isAllowedFormat = (name: string): boolean => {
  const lower = name.toLowerCase();
  return FORMATS.has(lower) || FAMILIES.some((family) => lower.startsWith(family));
};

const FAMILIES: readonly string[] = [
  ...['tsv', 'tabseparated', 'csv', 'customseparated', 'json', 'prettycompact', 'prettyspace'],
  ...['prettynoescapes', 'prettymonoblock', 'rowbinary', 'raw', 'lineasstring'],
];

const FORMATS: ReadonlySet<string> = new Set([
  ...['ndjson', 'pretty', 'prettyjsoneachrow', 'prettyjsonlines', 'prettyndjson', 'vertical'],
  ...['markdown', 'md', 'values', 'xml', 'tskv', 'native', 'parquet', 'arrow', 'arrowstream'],
  ...['orc', 'avro', 'msgpack', 'npy', 'bsoneachrow', 'null', 'sqlinsert', 'hash'],
]);
