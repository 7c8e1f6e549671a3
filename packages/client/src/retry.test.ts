import { describe, expect, test } from 'vitest';
import { waitOnTimer } from './retry.ts';

describe('waiting on a timer', () => {
  test('ends by itself', async () => {
    await expect(waitOnTimer(1)).resolves.toBeUndefined();
  });

  test('ends at once with the reason when it is aborted', async () => {
    const controller = new AbortController();
    const waiting = waitOnTimer(3_600_000, controller.signal);
    controller.abort(new Error('stopping'));
    await expect(waiting).rejects.toThrow('stopping');
    await expect(waitOnTimer(3_600_000, controller.signal)).rejects.toThrow('stopping');
  });
});
