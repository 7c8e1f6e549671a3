import { describe, expect, test } from 'vitest';
import { collectNotRun } from './collect-not-run.ts';
import { notRunHere } from './not-run-here.ts';

const BROWSER = 'The browser tests do not run: no browser.';
const TRACER = 'The kill sweep does not run:\nno strace.';

describe('what does not run here', () => {
  // Seen to fail when the reasons are printed as they come, without a set.
  test('is said once each at the end, by whatever process it was found', () => {
    const env: Record<string, string | undefined> = {};
    const printed: string[] = [];
    const finish = collectNotRun(env, (line) => printed.push(line));
    expect([BROWSER, TRACER, BROWSER].map((reason) => notRunHere(reason, env))).toEqual([
      false,
      false,
      false,
    ]);
    expect(printed).toEqual([]);
    finish();
    expect(printed).toEqual([`NOT RUN HERE: ${BROWSER}`, `NOT RUN HERE: ${TRACER}`]);
  });

  test('is nothing when everything ran', () => {
    const printed: string[] = [];
    collectNotRun({}, (line) => printed.push(line))();
    expect(printed).toEqual([]);
  });

  test('is a failure in CI', () => {
    expect(() => notRunHere(BROWSER, { CI: 'true' })).toThrow(BROWSER);
  });
});
