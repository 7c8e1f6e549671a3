import { ClickHouseError } from '../protocol/clickhouse-error.ts';

type Texts = ReadonlyMap<string, string>;

/**
 * Puts settings and parameters on a connection. Values are literals: the engine reads numbers from
 * them, too. Throws UNKNOWN_SETTING for a name that is no identifier.
 */
export const setStatement = (settings: Texts, params: Texts): string => {
  const named = [...settings, ...Array.from(params, ([name, text]) => [`param_${name}`, text])];
  const wrong = named.find(([name = '']) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong !== undefined) {
    throw new ClickHouseError('UNKNOWN_SETTING', `Unknown setting '${wrong[0] ?? ''}'`);
  }
  return `SET ${named.map(([name = '', text = '']) => `${name} = ${literal(text)}`).join(', ')}`;
};

const ESCAPES: Readonly<Record<string, string>> = { '\0': '\\0', "'": "\\'", '\\': '\\\\' };

/** A string literal of the engine's. */
export const literal = (text: string): string =>
  `'${text.replace(/[\0'\\]/g, (char) => ESCAPES[char] ?? char)}'`;

/** A quoted identifier of the engine's. */
export const identifier = (name: string): string => `\`${name.replace(/[`\\]/g, '\\$&')}\``;
