import { expect, test } from 'vitest';
import { createLifecycle } from './lifecycle.ts';
import { createLogger } from './logger.ts';

function recording() {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'kit',
    level: 'debug',
    destination: { write: (line) => lines.push(line) },
  });
  return { logger, logged: () => lines.map((line): unknown => JSON.parse(line)) };
}

test('steps run one after the other, the last started first', async () => {
  const { logger } = recording();
  const lifecycle = createLifecycle({ logger });
  const seen: string[] = [];
  lifecycle.onStop('store', () => seen.push('store'));
  lifecycle.onStop('consumer', async () => {
    seen.push('consumer begins');
    await new Promise(setImmediate);
    seen.push('consumer ends');
  });
  lifecycle.onStop('server', () => seen.push('server'));
  await lifecycle.stop();
  expect(seen).toEqual(['server', 'consumer begins', 'consumer ends', 'store']);
});

test('a step that fails is logged and the others run', async () => {
  const { logger, logged } = recording();
  const lifecycle = createLifecycle({ logger });
  const seen: string[] = [];
  lifecycle.onStop('store', () => seen.push('store'));
  lifecycle.onStop('consumer', () => Promise.reject(new Error('gone')));
  lifecycle.onStop('server', () => {
    throw new Error('never listened');
  });
  await lifecycle.stop();
  expect(seen).toEqual(['store']);
  expect(logged()).toMatchObject([
    { step: 'server', msg: 'stop step failed', err: { message: 'never listened' } },
    { step: 'consumer', err: { message: 'gone' } },
  ]);
});

test('stopping twice runs each step once, and both calls wait for the end', async () => {
  const { logger } = recording();
  const lifecycle = createLifecycle({ logger });
  let release: () => void = () => undefined;
  const ends: string[] = [];
  lifecycle.onStop('store', async () => {
    await new Promise<void>((resolve) => (release = resolve));
    ends.push('step');
  });
  const calls = [lifecycle.stop(), lifecycle.stop()].map(async (stopped) => {
    await stopped;
    ends.push('call');
  });
  release();
  await Promise.all(calls);
  expect(ends).toEqual(['step', 'call', 'call']);
});

test('a step that hangs ends with the deadline, and what it kept from running is named', async () => {
  const { logger, logged } = recording();
  const lifecycle = createLifecycle({ logger, deadlineMs: 10 });
  const seen: string[] = [];
  lifecycle.onStop('store', () => seen.push('store'));
  lifecycle.onStop('log', () => seen.push('log'));
  let release: () => void = () => undefined;
  lifecycle.onStop('server', async () => await new Promise<void>((resolve) => (release = resolve)));
  await lifecycle.stop();
  release();
  await new Promise(setImmediate);
  expect(seen).toEqual([]);
  expect(logged()).toMatchObject([
    { msg: 'stop deadline passed', running: 'server', skipped: ['log', 'store'], deadlineMs: 10 },
  ]);
});

test('what is started after the stop is stopped at once', async () => {
  const { logger } = recording();
  const lifecycle = createLifecycle({ logger });
  await lifecycle.stop();
  const seen: string[] = [];
  lifecycle.onStop('late', () => seen.push('late'));
  expect(seen).toEqual(['late']);
});
