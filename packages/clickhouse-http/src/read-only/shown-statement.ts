import { tokensOf } from '../statement/tokens.ts';

/** What is kept of a statement for the log and for operators, characters. */
const MOST = 500;

/**
 * A statement on one line and without what its strings say: those may be anybody's name. Cut off where
 * it is long; a text that cannot be read is not shown at all.
 */
export const shownStatement = (sql: string): string => {
  // Each character one byte, as the tokens are counted.
  const text = Buffer.from(sql).toString('latin1');
  let shown = '';
  let before = 0;
  try {
    for (const { from, to, kind, text: mark } of tokensOf(text)) {
      const said = kind === 'quoted' && STRINGS.includes(mark) ? "'…'" : ofBytes(text, from, to);
      shown += `${before > 0 && from > before ? ' ' : ''}${said}`;
      before = to;
      if (shown.length > MOST) return `${shown.slice(0, MOST)}…`;
    }
  } catch {
    return UNREADABLE;
  }
  return shown;
};

const STRINGS = "'$";
const UNREADABLE = '(unreadable)';

const ofBytes = (text: string, from: number, to: number): string =>
  Buffer.from(text.slice(from, to), 'latin1').toString('utf8');
