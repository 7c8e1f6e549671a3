import type { KeyScope } from '@emberlog/client';
import { type Command, InvalidArgumentError } from 'commander';
import { type ServerFlags, withServer } from '../server.ts';

export type KeyFlags = ServerFlags & { readonly file?: string; readonly json?: boolean };
export type ChangingKeyFlags = KeyFlags & { readonly dryRun?: boolean };

const SCOPES: readonly KeyScope[] = ['write', 'import', 'read', 'sql', 'admin'];

export const withKeyOptions = (command: Command): Command =>
  withServer(
    command
      .option('--file <path>', 'the file that EMBERLOG_KEYS_FILE names, instead of a server')
      .option('--json', 'print the result as one line of JSON'),
    'admin',
  );

/** `write,read`, given once or several times. */
export const scopesOption = (text: string, before: readonly KeyScope[] = []): KeyScope[] => {
  const named = text.split(',').map((name) => SCOPES.find((scope) => scope === name.trim()));
  const scopes = named.filter((scope) => scope !== undefined);
  if (scopes.length < named.length)
    throw new InvalidArgumentError(`A scope is one of ${SCOPES.join(', ')}.`);
  return [...new Set([...before, ...scopes])];
};

export const keyIdOption = (text: string): string => {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError(
    'It must be 1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or digit.',
  );
};
