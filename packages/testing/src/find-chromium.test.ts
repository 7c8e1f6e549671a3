import { describe, expect, test } from 'vitest';
import { findChromium } from './find-chromium.ts';

const silent = (): void => undefined;

describe('finding a browser', () => {
  test('takes the one that is named', () => {
    expect(findChromium({ env: { CHROMIUM_PATH: '/dev/null' }, warn: silent })).toBe('/dev/null');
  });

  test('refuses a name that leads nowhere', () => {
    const find = () => findChromium({ env: { CHROMIUM_PATH: '/nowhere/chromium' }, warn: silent });
    expect(find).toThrow('/nowhere/chromium');
  });

  test('without one warns on a developer machine and fails in CI', () => {
    const warnings: string[] = [];
    const find = (env: Record<string, string>) =>
      findChromium({ env, places: ['/nowhere'], warn: (message) => void warnings.push(message) });
    expect(find({})).toBeNull();
    expect(warnings).toEqual([expect.stringContaining('browser tests do not run')]);
    expect(() => find({ CI: 'true' })).toThrow('/nowhere');
  });
});
