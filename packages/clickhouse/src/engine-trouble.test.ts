import { expect, test } from 'vitest';
import { ClusterRefusedError } from './cluster/cluster-refused-error.ts';
import { engineTrouble } from './engine-trouble.ts';
import { ServerUnreachableError } from './server-unreachable-error.ts';

const coded = (code: string, message = '') => Object.assign(new Error(message), { code });

test.each([
  ['disk full', coded('243', 'Cannot reserve 1.00 MiB, not enough space.')],
  [
    'disk full',
    coded('75', 'Cannot write to file: , errno: 28, strerror: No space left on device'),
  ],
  ['read-only', coded('76', 'Cannot open file: , errno: 30, strerror: Read-only file system')],
  ['too many files', coded('460', 'Cannot create timer_fd: , errno: 24, strerror: Too many open')],
  ['out of memory', coded('241', 'Query memory limit exceeded')],
  ['out of memory', new Error('insert failed', { cause: coded('173') })],
  ['out of time', coded('159', 'Timeout exceeded: elapsed 30001 ms, maximum: 30000 ms')],
  ['out of time', coded('160', 'Estimated query execution time is too long')],
  ['unreachable', coded('209', 'Timeout exceeded while reading from socket')],
  ['unreachable', new Error('asked', { cause: new ServerUnreachableError(new Error('x')) })],
  ['busy', coded('202', 'Too many simultaneous queries')],
  ['no tables', coded('60', 'Table emberlog.votes does not exist')],
  ['another server', new Error('query failed', { cause: new ClusterRefusedError('…') })],
  [null, coded('62', 'Syntax error')],
  [null, 'not an error'],
])('%s is told from the number or the kind of the error or of its cause', (trouble, error) => {
  expect(engineTrouble(error)).toBe(trouble);
});
