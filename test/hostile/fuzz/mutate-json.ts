import type { Dice } from './dice.ts';
import { nastyJson, nastyText } from './nasty-values.ts';

/** JSON with places for raw text, so that what no value can say can be written too. */
export type Loose = string | number | boolean | null | Raw | LooseMembers | readonly Loose[];
type Raw = { readonly raw: string };
/** Members in order; a name may stand twice. */
type LooseMembers = { readonly members: readonly (readonly [string, Loose])[] };

const raw = (text: string): Raw => ({ raw: text });

export const loose = (value: unknown): Loose => {
  if (Array.isArray(value)) return value.map(loose);
  if (typeof value === 'object' && value !== null) {
    return { members: Object.entries(value).map(([name, inner]) => [name, loose(inner)]) };
  }
  return value as string | number | boolean | null;
};

export const writeLoose = (value: Loose): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('raw' in value) return value.raw;
  if ('members' in value) {
    const members = value.members.map(([name, inner]) => {
      return `${JSON.stringify(name)}:${writeLoose(inner)}`;
    });
    return `{${members.join()}}`;
  }
  return `[${value.map(writeLoose).join()}]`;
};

/** Changes one place somewhere in a value: drops, doubles, renames, replaces or adds. */
export const mutateJson = (value: Loose, dice: Dice): Loose => {
  if (typeof value !== 'object' || value === null || 'raw' in value) return replaced(value, dice);
  if ('members' in value) return { members: mutateMembers(value.members, dice) };
  if (value.length === 0 || dice.oneIn(5)) return replaced(value, dice);
  const at = dice.below(value.length);
  return value.map((inner, n) => (n === at ? mutateJson(inner, dice) : inner));
};

const replaced = (value: Loose, dice: Dice): Loose => {
  if (typeof value === 'string' && dice.oneIn(2)) return mutateText(value, dice);
  return raw(nastyJson(dice));
};

const mutateMembers = (members: LooseMembers['members'], dice: Dice): LooseMembers['members'] => {
  const at = dice.below(Math.max(1, members.length));
  const [name, value] = members[at] ?? ['a', 1];
  const change = (...by: (readonly [string, Loose])[]) => members.toSpliced(at, 1, ...by);
  switch (dice.below(10)) {
    case 0:
      return change();
    case 1:
      return change([name, value], [name, raw(nastyJson(dice))]);
    case 2:
      return change([nastyText(dice), value]);
    case 3:
      return change([name, value], [nastyText(dice), raw(nastyJson(dice))]);
    case 4:
      return change([name, raw(nastyJson(dice))]);
    case 5:
      return change([name, value], ...many(dice));
    default:
      return change([name, mutateJson(value, dice)]);
  }
};

const many = (dice: Dice): (readonly [string, Loose])[] =>
  Array.from({ length: dice.pick([2, 2, 95, 120]) }, (_, at) => [`k${at}`, at]);

/** Changes a text at one place. */
export const mutateText = (text: string, dice: Dice): string => {
  const at = dice.below(text.length + 1);
  switch (dice.below(6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + nastyText(dice) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1);
    case 3:
      return text.repeat(dice.pick([2, 3, 40]));
    case 4:
      return text.toUpperCase() === text ? text.toLowerCase() : text.toUpperCase();
    default:
      return nastyText(dice);
  }
};
