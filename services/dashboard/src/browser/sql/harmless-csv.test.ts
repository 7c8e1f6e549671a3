import { expect, test } from 'vitest';
import { harmlessCsv } from './harmless-csv.ts';

// Seen to fail when texts behind a comma or on a new line are passed over.
test('what a spreadsheet would run has an apostrophe before it', () => {
  expect(harmlessCsv('"=a","b"\n"+1",-5,"@x"\n"y","-z"\n')).toBe(
    `"'=a","b"\n"'+1",-5,"'@x"\n"y","'-z"\n`,
  );
});

test('numbers, and signs within a text, are left as they are', () => {
  const plain = '"a=b",-1,+2\n"say ""=1"", or ,""=2""",3\n';
  expect(harmlessCsv(plain)).toBe(plain);
});
