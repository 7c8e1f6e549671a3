import { identifier, literal } from '../engine/set-statement.ts';
import { isWord } from './hidden-names.ts';
import type { Verdict } from './judge-root.ts';
import type { Words } from './read-words.ts';
import { SYSTEM_OF_PORT } from './system-tables.ts';

/** The text to run for a statement that is allowed. */
export const answeringText = (
  { answer, format }: Verdict,
  words: Words,
  printed: string,
): string => {
  const suffix = format === null ? '' : ` FORMAT ${identifier(format)}`;
  if (answer === 'absent') return `SELECT toUInt8(0) AS result${suffix}`;
  // A connection of the port is nowhere else.
  if (answer === 'nothing') return 'SELECT 1 LIMIT 0';
  if (answer === 'plan') return plainPlan(words);
  if (answer === 'tree') return `${innerTree(printed)}${suffix}`;
  if (answer === 'itself') return utf8(words.text);
  return `SELECT name, type, '' AS default_type, '' AS default_expression, comment, '' AS codec_expression, '' AS ttl_expression
FROM ${SYSTEM_OF_PORT}.columns WHERE table = ${literal(answer.described)} ORDER BY position${suffix}`;
};

/** What is printed is known: the engine would take a file for the answer for one of the inner statement. */
const innerTree = (printed: string): string => {
  const [, first = '', ...rest] = printed.split('\n');
  const end = rest.findIndex((line) => !line.startsWith('  '));
  const lines = [first, ...rest.slice(0, end < 0 ? rest.length : end)];
  const tree = lines.map((line) => line.slice(1).replaceAll(`${SYSTEM_OF_PORT}.`, 'system.'));
  return `SELECT arrayJoin(splitByChar('\\n', ${literal(tree.join('\n'))})) AS explain`;
};

/** By itself a plan shows the expressions, constants and tables of the views it goes through. */
const plainPlan = ({ text, tokens }: Words): string => {
  const after = (isWord(tokens[1], 'PLAN') ? tokens[1] : tokens[0])?.to ?? 0;
  return utf8(`${text.slice(0, after)} ${PLAIN} ${text.slice(after)}`);
};

const PLAIN =
  'pretty = 0, compact = 0, actions = 0, header = 0, indexes = 0, json = 0, description = 0';

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString();
