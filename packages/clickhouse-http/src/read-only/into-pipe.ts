import { literal } from '../engine/set-statement.ts';
import { tokensOf } from '../statement/tokens.ts';

/**
 * A statement that writes its answer to a pipe, in a format. The format that it names, which stands at
 * its end, belongs behind the file.
 */
export const intoPipe = (
  judged: { readonly sql: string; readonly format: string | null },
  { path, format }: { readonly path: string; readonly format: string },
): string => {
  // Each character one byte, as the tokens are counted.
  const text = Buffer.from(judged.sql).toString('latin1');
  const tokens = [...tokensOf(text)];
  const last = tokens.at(judged.format === null ? -1 : -3);
  const statement = Buffer.from(text.slice(0, last?.to ?? 0), 'latin1').toString('utf8');
  return `${statement} INTO OUTFILE ${literal(path)} TRUNCATE FORMAT ${format}`;
};
