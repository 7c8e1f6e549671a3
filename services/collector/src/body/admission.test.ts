import { describe, expect, it } from 'vitest';
import { createAdmission } from './admission.ts';

describe('admission', () => {
  it('lets in as many requests as there is room for, and more once one has left', () => {
    const admission = createAdmission({ requests: 2, bytes: 100 });
    const first = admission.enter(0);
    expect(admission.enter(0)).not.toBeNull();
    expect(admission.enter(0)).toBeNull();
    first?.release();
    expect(admission.enter(0)).not.toBeNull();
  });

  it('takes only what a body grows by', () => {
    const lease = createAdmission({ requests: 2, bytes: 100 }).enter(60);
    expect(lease?.hold(50)).toBe(true);
    expect(lease?.hold(100)).toBe(true);
    expect(lease?.hold(101)).toBe(false);
  });

  it('gives all bytes of a request back once, however often it is released', () => {
    const admission = createAdmission({ requests: 9, bytes: 100 });
    const first = admission.enter(10);
    first?.hold(70);
    const second = admission.enter(30);
    expect(admission.enter(1)).toBeNull();
    first?.release();
    first?.release();
    expect(first?.hold(1)).toBe(false);
    expect(admission.enter(71)).toBeNull();
    expect(admission.enter(70)).not.toBeNull();
    second?.release();
  });

  it('takes no place for a request it turns away', () => {
    const admission = createAdmission({ requests: 1, bytes: 100 });
    expect(admission.enter(101)).toBeNull();
    expect(admission.enter(100)).not.toBeNull();
  });
});
