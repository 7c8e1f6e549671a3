import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REASONS_FILE } from './not-run-here.ts';

/**
 * Begins to collect the reasons of this process and those it starts. The function it gives prints
 * each once, in the order they came, and nothing when everything ran.
 */
export const collectNotRun = (
  env: Record<string, string | undefined>,
  print: (line: string) => void,
): (() => void) => {
  const directory = mkdtempSync(join(tmpdir(), 'emberlog-not-run-'));
  const path = join(directory, 'reasons');
  writeFileSync(path, '');
  env[REASONS_FILE] = path;
  return () => {
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    for (const line of new Set(lines)) print(`NOT RUN HERE: ${JSON.parse(line) as string}`);
    rmSync(directory, { recursive: true, force: true });
  };
};

/** Around every run of vitest; its last lines say what could not run on this machine. */
export const setup = (): (() => void) =>
  collectNotRun(process.env, (line) => {
    console.warn(`\n${line}`);
  });
