import type { GovernedView } from './governor.ts';
import { isParameterized } from './is-parameterized.ts';
import { PASSED_SYSTEM_TABLES, STOOD_FOR_TABLES, SYSTEM_OF_PORT } from './system-tables.ts';

/** What a statement may name as a source of rows. */
export type Names = {
  /** Tables and views, as the tree writes them: `items`, `default.items`, `system.one`. */
  readonly tables: ReadonlySet<string>;
  /** Views that take parameters, which look like functions. */
  readonly parameterized: ReadonlySet<string>;
};

/** Names of a statement in which stand-ins have taken the place of tables of `system`. */
export const namesOf = (views: readonly GovernedView[]): Names => {
  const inDefault = (name: string): string[] => [name, `default.${name}`];
  return {
    tables: new Set([
      ...views.flatMap(({ name }) => inDefault(name)),
      ...PASSED_SYSTEM_TABLES.map((name) => `system.${name}`),
      ...STOOD_FOR_TABLES.map((name) => `${SYSTEM_OF_PORT}.${name}`),
    ]),
    parameterized: new Set(views.filter(isParameterized).flatMap(({ name }) => inDefault(name))),
  };
};

/** What could make a line of a printed tree of a name. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
export const FORGING = /[\x00-\x1f\x7f\\]/;
