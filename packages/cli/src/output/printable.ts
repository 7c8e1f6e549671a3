/** Control characters, and those that change the direction of what is around them. */
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- what a record holds must not reach the terminal as it is
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A text of unknown origin, fit for one line of a terminal. */
export const printable = (text: string): string =>
  text.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
