import { z } from 'zod';
import { formatRule } from './format-rule.ts';

type Issue = z.core.$ZodIssue;
type Rule = { readonly code: string; readonly message: string };

const { localeError } = z.locales.en();

/**
 * Names the rule an issue broke as the end of a sentence that begins with the field's name, e.g.
 * `must be at most 500 characters`. A message written in the schema is kept; a custom issue may
 * carry its own code as `params: {code}`.
 */
export function ruleOf(issue: Issue): Rule {
  const ownWords = wordsForMissing(issue);
  if (issue.code === 'invalid_type' && issue.message === ownWords) {
    return { code: 'required', message: 'is required' };
  }
  const fromSchema =
    issue.code === 'invalid_type'
      ? !issue.message.startsWith(ownWords.slice(0, -'undefined'.length))
      : issue.message !== ownWords;
  return { code: codeOf(issue), message: fromSchema ? issue.message : sentenceOf(issue) };
}

/** The library's own message for the issue, had the value been missing. */
function wordsForMissing(issue: Issue): string {
  const words = localeError({ ...issue, input: undefined });
  return typeof words === 'string' ? words : (words?.message ?? '');
}

function codeOf(issue: Issue): string {
  if (issue.code !== 'custom') return issue.code;
  const code: unknown = issue.params?.['code'];
  return typeof code === 'string' ? code : 'invalid';
}

function sentenceOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(quoted).join(', ')}`;
    case 'too_big':
      return `must be ${bound(issue, issue.maximum, ['at most', 'less than'])}`;
    case 'too_small':
      return `must be ${bound(issue, issue.minimum, ['at least', 'more than'])}`;
    case 'invalid_format':
      return formatRule(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_key':
      return 'has a field whose name is not allowed';
    case 'invalid_union':
      return 'options' in issue
        ? `must be one of ${issue.options.map(quoted).join(', ')}`
        : 'must have one of the allowed forms';
    default:
      return 'is not valid';
  }
}

const typeNames: Readonly<Partial<Record<string, string>>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  date: 'a date',
  never: 'absent',
};

const units: Readonly<Partial<Record<string, readonly [one: string, many: string]>>> = {
  string: ['character', 'characters'],
  array: ['item', 'items'],
  set: ['item', 'items'],
  map: ['entry', 'entries'],
  file: ['byte', 'bytes'],
};

type Bound = z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall;

function bound(issue: Bound, limit: number | bigint, words: readonly [string, string]): string {
  const word = issue.exact === true ? 'exactly' : words[issue.inclusive === false ? 1 : 0];
  const shown = issue.origin === 'date' ? new Date(Number(limit)).toISOString() : String(limit);
  const unit = units[issue.origin]?.[shown === '1' ? 0 : 1];
  return unit === undefined ? `${word} ${shown}` : `${word} ${shown} ${unit}`;
}

function quoted(value: z.core.util.Primitive): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
