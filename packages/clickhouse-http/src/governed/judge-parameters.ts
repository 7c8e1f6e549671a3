import type { Token } from '../statement/tokens.ts';
import { isMark, isWord, nameAt } from './hidden-names.ts';
import type { Refused } from './judged.ts';
import { FORGING } from './names.ts';
import { refuse } from './refuse.ts';

/**
 * Judges what is sent beside a statement, by the places `{name:Type}` in it: the engine's tree has a
 * parameter's value at every one of them, so that a kilobyte becomes as many as there are places.
 */
export const judgeParameters = (
  text: string,
  tokens: readonly Token[],
  params: ReadonlyMap<string, string>,
): Refused | null => {
  const bytes = new Map(Array.from(params, ([name, value]) => [name, Buffer.byteLength(value)]));
  const long = [...bytes].find(([, length]) => length > LONGEST);
  if (long !== undefined) {
    return refuse('QUERY_IS_TOO_LARGE', `The parameter ${long[0]} has more than ${LONGEST} bytes`);
  }
  const places = placesIn(text, tokens);
  const written = places.reduce((sum, { name }) => sum + (bytes.get(name) ?? 0), 0);
  if (written > MOST_WRITTEN) {
    return refuse(
      'QUERY_IS_TOO_LARGE',
      `Parameters have more than ${MOST_WRITTEN} bytes, counted at each place where one stands`,
    );
  }
  const wrong = places.find(({ name, isName }) => isName && !isPlain(params.get(name)));
  return wrong === undefined
    ? null
    : refuse('BAD_ARGUMENTS', `The parameter ${wrong.name} is no plain name`);
};

/** Bytes of one parameter. */
const LONGEST = 131_072;
/** Bytes of all of them, written out. */
const MOST_WRITTEN = 1_048_576;

const isPlain = (value: string | undefined): boolean => value !== undefined && !FORGING.test(value);

const placesIn = (text: string, tokens: readonly Token[]): readonly Place[] =>
  tokens.flatMap((token, at) => {
    if (!isMark(token, '{') || !isMark(tokens[at + 2], ':')) return [];
    const name = nameAt(text, tokens[at + 1]);
    return name === '' ? [] : [{ name, isName: isWord(tokens[at + 3], 'IDENTIFIER') }];
  });

type Place = {
  readonly name: string;
  /** Whether it stands for an identifier. */
  readonly isName: boolean;
};
