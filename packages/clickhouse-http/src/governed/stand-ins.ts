import type { Token } from '../statement/tokens.ts';
import { isMark, nameAt } from './hidden-names.ts';
import { STOOD_FOR_TABLES, SYSTEM_OF_PORT } from './system-tables.ts';

/**
 * The statement with the database of `system.tables` and its like replaced by that of the views that
 * stand for them, wherever the two names follow each other: as a table and before a column. What this
 * missed is found when the tree of the result is judged.
 */
export const withStandIns = (text: string, tokens: readonly Token[]): string => {
  const parts: string[] = [];
  let from = 0;
  tokens.forEach((token, at) => {
    const renamed =
      isMark(tokens[at + 1], '.') &&
      nameAt(text, token) === 'system' &&
      STOOD_FOR_TABLES.includes(nameAt(text, tokens[at + 2]));
    if (!renamed) return;
    parts.push(text.slice(from, token.from), SYSTEM_OF_PORT);
    from = token.to;
  });
  return [...parts, text.slice(from)].join('');
};
