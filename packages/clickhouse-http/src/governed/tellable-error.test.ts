import { expect, test } from 'vitest';
import { tellableError } from './tellable-error.ts';

test.each([
  [
    `Code: 395. DB::Exception: Value is non-zero: while executing 'FUNCTION throwIf(sipHash64(actor, 'key'))'. (FUNCTION_THROW)`,
    'Code: 395. DB::Exception: Value is non-zero. (FUNCTION_THROW)',
  ],
  [
    `Code: 47. DB::Exception: Unknown identifier 'vter' in scope SELECT vter FROM votes. Maybe you meant: ['voter']. (UNKNOWN_IDENTIFIER)`,
    `Code: 47. DB::Exception: Unknown identifier 'vter'. Maybe you meant: ['voter']. (UNKNOWN_IDENTIFIER)`,
  ],
  [
    `Code: 60. DB::Exception: Unknown table 'x'. Maybe you meant emberlog.votes?. (UNKNOWN_TABLE)`,
    `Code: 60. DB::Exception: Unknown table 'x'. (UNKNOWN_TABLE)`,
  ],
  [
    `Code: 9. DB::Exception: Rows of emberlog.votes are broken. (BROKEN) (version 26.7.2.1)`,
    'Code: 9. DB::Exception: the statement failed, for a reason that names what is not documented. (BROKEN)',
  ],
  [
    'Code: 62. DB::Exception: Syntax error: x. Expected one of: a, b. (SYNTAX_ERROR)',
    'Code: 62. DB::Exception: Syntax error: x. Expected one of: a, b. (SYNTAX_ERROR)',
  ],
  [
    'Code: 36. DB::Exception: Code: 36. DB::Exception: Column x is wide. (BAD_ARGUMENTS). (BAD_ARGUMENTS)',
    'Code: 36. DB::Exception: Column x is wide. (BAD_ARGUMENTS)',
  ],
  [
    'Code: 1001. DB::Exception: Code: 1001. DB::Exception: std::exception. Code: 1001, type: avro::Exception, e.what() = Invalid name: a b (version 26.7.2.1). (STD_EXCEPTION) (version 26.7.2.1). (STD_EXCEPTION)',
    'Code: 1001. DB::Exception: Invalid name: a b. (STD_EXCEPTION)',
  ],
])('%s is told without its inside', (text, told) => {
  expect(tellableError(text)).toBe(told);
});

// Seen to take minutes with patterns that begin with any number of spaces.
test('an error that quotes a long statement is cut short, at once', () => {
  const told = tellableError(`Code: 6. DB::Exception: ${' '.repeat(500_000)}x. (CANNOT_PARSE)`);
  expect(told).toBe('Code: 6. DB::Exception. (CANNOT_PARSE)');
});
