import { ClickHouseError } from '../protocol/clickhouse-error.ts';

/** A token with the bytes `from` … `to` of its text; strings, comments and spaces are none. */
export type Token = {
  readonly kind: 'word' | 'mark' | 'quoted';
  readonly from: number;
  readonly to: number;
  /** A word in upper case, or the one character of a mark. */
  readonly text: string;
};

/**
 * Tokens of a statement, as ClickHouse's own lexer cuts them, of a text whose characters are bytes:
 * everything that delimits is ASCII. Throws SYNTAX_ERROR for what is left open, and for what this
 * lexer and the engine's might read in two ways: then the engine does not see it.
 */
export const tokensOf = function* (text: string): Generator<Token> {
  let from = 0;
  while (from < text.length) {
    const skipped = spaceEnd(text, from);
    if (skipped > from) {
      from = skipped;
      continue;
    }
    const char = text.charAt(from);
    if (char === "'" || char === '"' || char === '`') {
      const to = quotedEnd(text, from, char);
      yield { kind: 'quoted', from, to, text: char };
      from = to;
      continue;
    }
    if (char === '$') {
      const to = heredocEnd(text, from);
      yield { kind: 'quoted', from, to, text: char };
      from = to;
      continue;
    }
    if (char === '\\' || char === '#') throw unclear(char, from);
    if (char > '\x7f') throw unclear(OUTSIDE_ASCII, from);
    WORD.lastIndex = from;
    if (WORD.test(text)) {
      const end = WORD.lastIndex;
      yield { kind: 'word', from, to: end, text: text.slice(from, end).toUpperCase() };
      from = end;
    } else {
      yield { kind: 'mark', from, to: from + 1, text: char };
      from += 1;
    }
  }
};

const WORD = /\w[\w$]*/y;
/** The engine takes some of these for quotation marks, some for spaces, and the others for nothing. */
const OUTSIDE_ASCII = 'a character that is not ASCII, outside of quotation marks,';

/** The end of one run of spaces or one comment. */
const spaceEnd = (text: string, from: number): number => {
  SPACES.lastIndex = from;
  if (SPACES.test(text)) return SPACES.lastIndex;
  const two = text.slice(from, from + 2);
  if (two === '/*') return commentEnd(text, from);
  if (!LINE_COMMENTS.includes(two)) return from;
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
};

const SPACES = /[ \t\n\r\f\v]+/y;
const LINE_COMMENTS = ['--', '//', '# ', '#!'];

/**
 * Not one pattern: a string may have as many bytes as a body, and patterns that repeat need a stack.
 * A doubled quote makes two tokens of one, side by side, which is the same to whoever counts `;`.
 */
const quotedEnd = (text: string, from: number, quote: string): number => {
  const edge = new RegExp(`[${quote}\\\\]`, 'g');
  edge.lastIndex = from + 1;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    if (found[0] === quote) return edge.lastIndex;
    edge.lastIndex += 1;
  }
  throw open(from);
};

/** Comments of this kind nest. */
const commentEnd = (text: string, from: number): number => {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  throw open(from);
};

/** `$tag$ … $tag$`. A dollar that opens none means something else to the engine. */
const heredocEnd = (text: string, from: number): number => {
  const tag = /^\$\w*\$/.exec(text.slice(from, from + MAX_TAG))?.[0];
  if (tag === undefined) throw unclear('a lone $', from);
  const end = text.indexOf(tag, from + tag.length);
  if (end < 0) throw open(from);
  return end + tag.length;
};

const MAX_TAG = 256;

const open = (from: number): ClickHouseError =>
  new ClickHouseError('SYNTAX_ERROR', `Syntax error: what begins at byte ${from} has no end`);

const unclear = (what: string, from: number): ClickHouseError =>
  new ClickHouseError('SYNTAX_ERROR', `Syntax error: ${what} at byte ${from} is not accepted here`);
