import type { Refused } from './judged.ts';
import { refuse } from './refuse.ts';

export const refuseFormat = (name: string): Refused =>
  refuse('ACCESS_DENIED', `The format ${name} is not allowed here`);

/** Whether an answer may be in it: not where a format reads a schema, a template or a registry. */
export const isAllowedFormat = (name: string): boolean => FORMATS.has(name.toLowerCase());

const withNames = (...formats: readonly string[]): readonly string[] =>
  formats.flatMap((format) => [format, `${format}withnames`, `${format}withnamesandtypes`]);

/** Exact: what the engine does not know as a format of answers must not get as far as one. */
const FORMATS: ReadonlySet<string> = new Set([
  ...withNames('csv', 'customseparated', 'jsoncompacteachrow', 'jsoncompactstringseachrow'),
  ...withNames('lineasstring', 'raw', 'rowbinary', 'tabseparated', 'tabseparatedraw'),
  ...withNames('tsv', 'tsvraw'),
  ...['json', 'jsoncolumns', 'jsoncolumnswithmetadata', 'jsoncompact', 'jsoncompactcolumns'],
  ...[
    'jsoncompacteachrowwithprogress',
    'jsoncompactstrings',
    'jsoncompactstringseachrowwithprogress',
  ],
  ...[
    'jsoneachrow',
    'jsoneachrowwithprogress',
    'jsonl',
    'jsonlines',
    'jsonobjecteachrow',
    'ndjson',
  ],
  ...['jsonstrings', 'jsonstringseachrow', 'jsonstringseachrowwithprogress', 'prettyndjson'],
  ...['pretty', 'prettymonoblock', 'prettynoescapes', 'prettynoescapesmonoblock', 'prettycompact'],
  ...['prettycompactmonoblock', 'prettycompactnoescapes', 'prettycompactnoescapesmonoblock'],
  ...['prettyspace', 'prettyspacemonoblock', 'prettyspacenoescapes'],
  ...['prettyspacenoescapesmonoblock', 'prettyjsoneachrow', 'prettyjsonlines', 'rawblob'],
  ...['vertical', 'markdown', 'md', 'values', 'xml', 'tskv', 'sqlinsert', 'hash', 'null', 'npy'],
  ...['native', 'parquet', 'arrow', 'arrowstream', 'orc', 'avro', 'msgpack', 'bsoneachrow'],
]);
