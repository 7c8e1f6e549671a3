import { readAddress, type Address } from '@emberlog/address-book';
import { subscriptionChange, subscriptionRequest } from '@emberlog/api';
import type { DigestSettings } from '@emberlog/events';
import { timeZoneName } from '@emberlog/mailing';
import { createProblem, problemsOf, type Problem } from '@emberlog/service-kit';
import type { Fields } from './read-fields.ts';

type Wishes = ReturnType<(typeof subscriptionChange)['parse']>;

/** Who wants what. Throws a problem 400 that names each field and its rule, and nothing that was typed. */
export const readRequest = (
  given: Fields,
): { readonly address: Address; readonly settings: DigestSettings } => {
  const { fields } = given;
  const read = subscriptionRequest.safeParse(fields);
  const typed = textAt(fields, 'email');
  const address = typed === null ? null : readAddress(typed);
  const wrong: readonly Problem[] =
    address?.ok === false ? [{ path: '/email', code: address.code, message: address.message }] : [];
  const problems = [...wrong, ...problemsIn(read), ...zoneProblems(fields)];
  if (!read.success || address?.ok !== true || problems.length > 0) throw invalid(given, problems);
  return { address: address.address, settings: settingsOf(read.data) };
};

/** What a subscriber wants from now on. Throws as `readRequest` does. */
export const readChange = (given: Fields): DigestSettings => {
  const read = subscriptionChange.safeParse(given.fields);
  const problems = [...problemsIn(read), ...zoneProblems(given.fields)];
  if (!read.success || problems.length > 0) throw invalid(given, problems);
  return settingsOf(read.data);
};

const settingsOf = ({ cadence, hour, weekday, time_zone, filters }: Wishes): DigestSettings => ({
  ...{ cadence, hour, timeZone: time_zone },
  weekday: cadence === 'daily' ? null : (weekday ?? 1),
  organizations: filters.organization,
  tags: filters.tag,
});

const problemsIn = (read: {
  readonly error?: Parameters<typeof problemsOf>[0] | undefined;
}): readonly Problem[] =>
  read.error === undefined ? [] : problemsOf(read.error).map(withoutStrangersWords);

/** A field that nobody knows is named only where it cannot be an address that lost its field. */
const withoutStrangersWords = (problem: Problem): Problem =>
  problem.code === 'unknown_field' && !/^[\w/]{1,40}$/.test(problem.path)
    ? { ...problem, path: '' }
    : problem;

const zoneProblems = (fields: unknown): readonly Problem[] => {
  const typed = textAt(fields, 'time_zone');
  const issue = typed === null ? undefined : timeZoneName.safeParse(typed).error?.issues[0];
  return issue === undefined
    ? []
    : [{ path: '/time_zone', code: 'unknown_time_zone', message: issue.message }];
};

const textAt = (fields: unknown, name: string): string | null => {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, name)) return null;
  const value: unknown = (fields as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : null;
};

const invalid = ({ isForm }: Fields, problems: readonly Problem[]) => {
  // A form has its filters beside its other fields.
  const errors = isForm
    ? problems.map((each) => ({ ...each, path: each.path.replace(/^\/filters(?=\/)/, '') }))
    : problems;
  const words = errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ');
  return createProblem({ status: 400, detail: `the body is not valid: ${words}`, errors });
};
