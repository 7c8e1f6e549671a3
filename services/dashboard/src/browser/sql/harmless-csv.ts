/**
 * CSV as the SQL port writes it, with an apostrophe before what a spreadsheet would run as a formula.
 * Texts are in quotes there and hold theirs doubled, so that a quote behind a comma begins one.
 */
export const harmlessCsv = (text: string): string =>
  text.replace(/(^|,|\n)"([=+\-@\t\r])/g, `$1"'$2`);
