import { ClusterRefusedError } from './cluster/cluster-refused-error.ts';

/** What keeps the engine from working, by no fault of the statement. */
export type EngineTrouble =
  'disk full' | 'read-only' | 'too many files' | 'out of memory' | 'out of time' | 'another server';

/**
 * The engine's own numbers of errors: MEMORY_LIMIT_EXCEEDED, CANNOT_ALLOCATE_MEMORY, NOT_ENOUGH_SPACE,
 * TIMEOUT_EXCEEDED, TOO_SLOW.
 */
const BY_CODE: Readonly<Record<string, EngineTrouble>> = {
  '241': 'out of memory',
  '173': 'out of memory',
  '243': 'disk full',
  '159': 'out of time',
  '160': 'out of time',
};

/** The system's numbers, as on Linux and macOS: EACCES, ENOMEM, ENFILE, EMFILE, ENOSPC, EROFS, EDQUOT. */
const BY_ERRNO: Readonly<Record<string, EngineTrouble>> = {
  '12': 'out of memory',
  '13': 'read-only',
  '23': 'too many files',
  '24': 'too many files',
  '28': 'disk full',
  '30': 'read-only',
  '122': 'disk full',
};

/**
 * What an error of the engine, or one that it caused, is due to; null for anything else. The system's
 * number stands in the engine's text only, always in the same form.
 */
export const engineTrouble = (error: unknown): EngineTrouble | null => {
  if (!(error instanceof Error)) return null;
  if (error instanceof ClusterRefusedError) return 'another server';
  const code = 'code' in error ? String(error.code) : '';
  const errno = /\berrno: (\d+)/.exec(error.message)?.[1] ?? '';
  return BY_CODE[code] ?? BY_ERRNO[errno] ?? engineTrouble(error.cause);
};

/** What is wrong, and what the operator can do. */
export const TROUBLE_SENTENCE: Readonly<Record<EngineTrouble, string>> = {
  'disk full': 'the disk of the read model is full; free some space on it',
  'read-only': 'the files of the read model cannot be written; make them writable',
  'too many files': 'too many files are open; raise the limit (ulimit -n)',
  'out of memory': 'the engine has no memory left; give the process more',
  'another server': 'the tables are not asked where they are kept; correct the configuration',
  'out of time': 'the engine took too long; look at what else its machine does',
};
