/** They turn text around that stands after them, also outside of a title. */
const BIDI = /[\u202A-\u202E\u2066-\u2069]/g;
const CONTROLS = /[\p{Cc}\u2028\u2029]/gu;
const UNREADABLE = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu;
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * One line that every reader can hold: no control character, no override of direction, no lone
 * surrogate (it has no UTF-8 form), spaces as one. A cut is told by `…` and leaves letters whole.
 * @param max UTF-16 units
 */
export const cleanLine = (text: string, max: number): string => {
  const line = text
    .replace(CONTROLS, ' ')
    .replace(BIDI, '')
    .replace(UNREADABLE, '\uFFFD')
    .replace(/\s+/gu, ' ')
    .trim();
  if (line.length <= max) return line;
  let kept = '';
  // No letter is longer than this; a text of combining marks alone may be.
  for (const { segment } of segments.segment(line.slice(0, max + 64))) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
};
