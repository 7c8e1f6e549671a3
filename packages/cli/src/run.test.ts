import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { run } from './run.ts';

const call = async (...argv: string[]) => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await run({
    argv,
    env: {},
    stdin: Readable.from([]),
    stdout,
    stderr,
    clock: () => 0,
    onInterrupt: () => undefined,
  });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
};

test.each([
  ['nothing to do', []],
  ['an unknown command', ['burn']],
  ['no file', ['import']],
  ['an unknown flag', ['import', '--quick', 'file']],
  ['a batch of none', ['import', '--batch', '0', 'file']],
  ['a batch beyond what a request may hold', ['import', '--batch', '1001', 'file']],
  ['a batch that is no number', ['import', '--batch', 'ten', 'file']],
  ['a URL that is none', ['import', '--url', 'nowhere', '--key', 'k', 'file']],
  ['a file that is not there', ['import', '--key', 'k', '/nowhere/file']],
  ['a directory', ['import', '--key', 'k', '/']],
])('%s is a mistake of usage: told on standard error, exit code 2', async (_, argv) => {
  const { code, stdout, stderr } = await call(...argv);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toBe('');
});

test('help is an answer, not a mistake', async () => {
  const { code, stdout } = await call('import', '--help');
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: emberlog import [options] <file>');
});
