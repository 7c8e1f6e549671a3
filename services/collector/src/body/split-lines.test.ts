import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../limits.ts';
import { splitLines } from './split-lines.ts';

const split = (text: string, events = 3) =>
  splitLines(Buffer.from(text), { ...DEFAULT_LIMITS, events });
const found = (text: string) => {
  const entries = split(text);
  return entries.ok ? entries.entries : [];
};

describe('the lines of a body', () => {
  it('are events, whatever ends them', () => {
    const entry = (path: string, value: number) => ({ path, envelope: 'lenient', value });
    expect(found('1\n2\r\n\n \t\r\n3')).toEqual([entry('/0', 1), entry('/1', 2), entry('/2', 3)]);
    expect(found('\ufeff1\n')).toEqual([entry('/0', 1)]);
  });

  it('are numbered as an editor numbers them', () => {
    const [, second] = found('1\n\n\n{\n');
    expect(second).toMatchObject({
      path: '/1',
      fault: { message: expect.stringMatching(/^line 4 /) as unknown },
    });
  });

  it('are counted without the blank ones', () => {
    expect(split('1\n\n2\n\n3\n').ok).toBe(true);
    expect(split('1\n2\n3\n\n4')).toMatchObject({ ok: false, refusal: { status: 413 } });
  });

  it('may be five million blank ones', () => {
    expect(split('\n'.repeat(5_000_000))).toMatchObject({ ok: false, refusal: { status: 400 } });
  });
});
