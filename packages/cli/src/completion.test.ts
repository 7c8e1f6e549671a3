import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { call } from './testing/call.ts';

const execute = promisify(execFile);

/** What bash offers after the words typed so far, the last one being completed. */
const offered = async (...typed: string[]): Promise<string[]> => {
  const { stdout: script } = await call({}, 'completion', 'bash');
  const words = ['emberlog', ...typed].map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; _emberlog; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await execute('bash', ['--norc', '-c', `${script}\n${ask}`]);
  return stdout.split('\n').filter((line) => line !== '');
};

test('bash completes commands, commands below them, and options', async () => {
  expect(await offered('dead')).toEqual(['dead-letters']);
  expect(await offered('dead-letters', 're')).toEqual(['replay']);
  expect(await offered('dead-letters', 'replay', 'votes/0/1', '--if')).toEqual(['--if-unreadable']);
  expect(await offered('import', 'some.file', '--ba')).toEqual(['--batch']);
  expect(await offered('what', 'is', 'stat')).toEqual(['status']);
});

test('the script for zsh knows every command', async () => {
  const { stdout, code } = await call({}, 'completion', 'zsh');
  expect(code).toBe(0);
  expect(stdout).toContain('#compdef emberlog');
  expect(stdout).toContain("'keys create')");
});
