import { ClusterRefusedError } from './cluster/cluster-refused-error.ts';
import { ServerUnreachableError } from './server-unreachable-error.ts';

/** What keeps the engine from working, by no fault of the statement. */
export type EngineTrouble =
  | 'disk full'
  | 'read-only'
  | 'too many files'
  | 'out of memory'
  | 'out of time'
  | 'another server'
  | 'unreachable'
  | 'busy'
  | 'no tables';

/**
 * The engine's own numbers of errors: MEMORY_LIMIT_EXCEEDED, CANNOT_ALLOCATE_MEMORY, NOT_ENOUGH_SPACE,
 * TIMEOUT_EXCEEDED, TOO_SLOW; CANNOT_READ_FROM_SOCKET, CANNOT_WRITE_TO_SOCKET, DNS_ERROR,
 * SOCKET_TIMEOUT, NETWORK_ERROR, ABORTED, ALL_CONNECTION_TRIES_FAILED, QUERY_WAS_CANCELLED;
 * TOO_MANY_SIMULTANEOUS_QUERIES, NO_FREE_CONNECTION, CANNOT_SCHEDULE_TASK, SERVER_OVERLOADED;
 * UNKNOWN_TABLE, UNKNOWN_DATABASE.
 */
const BY_CODE: Readonly<Record<string, EngineTrouble>> = {
  '241': 'out of memory',
  '173': 'out of memory',
  '243': 'disk full',
  '159': 'out of time',
  '160': 'out of time',
  '95': 'unreachable',
  '96': 'unreachable',
  '198': 'unreachable',
  '209': 'unreachable',
  '210': 'unreachable',
  '236': 'unreachable',
  '279': 'unreachable',
  '394': 'unreachable',
  '202': 'busy',
  '203': 'busy',
  '439': 'busy',
  '745': 'busy',
  '60': 'no tables',
  '81': 'no tables',
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
  if (error instanceof ServerUnreachableError) return 'unreachable';
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
  unreachable: 'the engine cannot be reached or does not answer; see whether its server runs',
  busy: 'the engine has too much to do; look at what else it is asked',
  'no tables': 'the tables are not there; start a projector, which makes them',
  'out of time': 'the engine took too long; look at what else its machine does',
};
