import wrapAnsi from 'wrap-ansi';
import { cleanLine } from './clean-line.ts';
import type { DigestItem, ReadDigest } from './digest.ts';
import { factWords, periodWords, titleWords } from './words.ts';

/** Columns of a terminal; a wide letter takes two. */
const COLUMNS = 78;

/**
 * The text part. No line has more than 78 columns, save links, which stay whole on a line of their
 * own. Ends in a line feed.
 */
export const renderText = ({ site, period, items, links, preview }: ReadDigest, left: number) => {
  const name = cleanLine(site.name, 100);
  const rest = left === 0 ? '' : `, ${left} more of it`;
  return [
    wrapped(`${name}: ${periodWords(period)}`),
    wrapped(cleanLine(preview, 300)),
    ...items.map(itemText),
    linked(`The whole list on ${name}${rest}:`, links.archive),
    [
      '-- ',
      wrapped(`You get this because you asked ${name} for it:`),
      site.url,
      linked('Choose when and what you get:', links.preferences),
      linked('Unsubscribe from this digest:', links.unsubscribe),
    ].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
};

const itemText = (item: DigestItem): string => {
  const number = `${item.rank}. `;
  const indent = ' '.repeat(number.length);
  const lines = wrapped(`${titleWords(item)}\n${factWords(item)}`, COLUMNS - number.length);
  return `${number}${lines.replaceAll('\n', `\n${indent}`)}\n${indent}${item.url}`;
};

const linked = (words: string, url: string): string => `${wrapped(words)}\n${url}`;

const wrapped = (text: string, columns = COLUMNS): string =>
  wrapAnsi(text, columns, { hard: true });
