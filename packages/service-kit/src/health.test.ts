import { expect, test } from 'vitest';
import { createHealth } from './health.ts';

async function ask(health: ReturnType<typeof createHealth>, path: string) {
  const reply = await health.routes.request(path);
  return { status: reply.status, body: await reply.json() };
}

test('a process without parts is alive and ready', async () => {
  const health = createHealth();
  expect(await ask(health, '/livez')).toEqual({ status: 200, body: { status: 'ok' } });
  expect(await ask(health, '/readyz')).toEqual({ status: 200, body: { status: 'ready' } });
});

test('readiness names every part that is missing, in the order of registration', async () => {
  const health = createHealth();
  health.register('log', () => 'not connected yet');
  health.register('store', () => null);
  health.register('mail', () => Promise.resolve('no answer from the server'));
  expect(await ask(health, '/readyz')).toEqual({
    status: 503,
    body: {
      status: 'not_ready',
      missing: [
        { name: 'log', reason: 'not connected yet' },
        { name: 'mail', reason: 'no answer from the server' },
      ],
    },
  });
});

test('a part that becomes ready is asked again', async () => {
  const health = createHealth();
  let reason: string | null = 'still loading';
  health.register('model', () => reason);
  expect((await ask(health, '/readyz')).status).toBe(503);
  reason = null;
  expect((await ask(health, '/readyz')).status).toBe(200);
});

test('a check that throws or rejects counts as missing and tells nothing of its error', async () => {
  const health = createHealth();
  health.register('a', () => {
    throw new Error('password hush');
  });
  health.register('b', () => Promise.reject(new Error('password hush')));
  const { status, body } = await ask(health, '/readyz');
  expect(status).toBe(503);
  expect(body).toMatchObject({
    missing: [{ name: 'a', reason: 'the check failed' }, { name: 'b' }],
  });
  expect(JSON.stringify(body)).not.toContain('hush');
});

test('a check that hangs counts as missing, is not started again, and leaves liveness alone', async () => {
  const health = createHealth({ deadlineMs: 20 });
  const starts: number[] = [];
  let answer: (reason: null) => void = () => undefined;
  const hanging = new Promise<null>((resolve) => (answer = resolve));
  health.register('store', async () => {
    starts.push(starts.length);
    return await hanging;
  });
  expect(await ask(health, '/readyz')).toMatchObject({
    status: 503,
    body: { missing: [{ name: 'store', reason: 'no answer within 20 ms' }] },
  });
  expect((await ask(health, '/livez')).status).toBe(200);
  expect((await ask(health, '/readyz')).status).toBe(503);
  expect(starts).toHaveLength(1);
  answer(null);
  expect((await ask(health, '/readyz')).status).toBe(200);
});

test('a name can be taken once', () => {
  const health = createHealth();
  health.register('log', () => null);
  expect(() => health.register('log', () => null)).toThrow('registered twice');
});
