import type { Token } from '../statement/tokens.ts';

/**
 * Names that the syntax tree does not print, taken from the tokens. Their numbers must be those of the
 * tree's nodes: whoever compares them finds out when a name was looked for where there is none.
 */

/** Functions given to `APPLY`, of `* APPLY(f)` or `* APPLY f`; a lambda has no name here. */
export const appliedFunctions = (text: string, tokens: readonly Token[]): readonly string[] =>
  tokens.flatMap((token, at) => {
    if (!isWord(token, 'APPLY')) return [];
    const name = isMark(tokens[at + 1], '(') ? at + 2 : at + 1;
    const lambda = isMark(tokens[name + 1], '-') && isMark(tokens[name + 2], '>');
    return [lambda ? '' : nameAt(text, tokens[name])];
  });

/** Names of common table expressions: `x AS (SELECT`, `x (a, b) AS MATERIALIZED (SELECT`. */
export const commonTables = (text: string, tokens: readonly Token[]): readonly string[] =>
  tokens.flatMap((token, at) => {
    if (!isWord(token, 'AS')) return [];
    const open = isWord(tokens[at + 1], 'MATERIALIZED') ? at + 2 : at + 1;
    if (!isMark(tokens[open], '(') || !beginsQuery(tokens[open + 1])) return [];
    return [
      nameAt(text, tokens[isMark(tokens[at - 1], ')') ? beforeList(tokens, at - 1) : at - 1]),
    ];
  });

/** An identifier as the engine knows it. */
export const nameAt = (text: string, token: Token | undefined): string => {
  if (token === undefined || token.kind === 'mark' || token.text === "'") return '';
  const raw = Buffer.from(text.slice(token.from, token.to), 'latin1').toString();
  return token.kind === 'word' ? raw : raw.slice(1, -1);
};

export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text);

export const isMark = (token: Token | undefined, mark: string): boolean =>
  token?.kind === 'mark' && token.text === mark;

const beginsQuery = (token: Token | undefined): boolean =>
  isWord(token, 'SELECT', 'WITH', 'FROM', 'EXPLAIN') || isMark(token, '(');

/** Where the name is that a list of columns ending at `close` follows. */
const beforeList = (tokens: readonly Token[], close: number): number => {
  let at = close;
  while (at > 0 && !isMark(tokens[at], '(')) at -= 1;
  return at - 1;
};
