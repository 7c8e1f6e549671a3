import { expect, test } from 'vitest';
import { createLogger, type Logger, type LogLevel } from './logger.ts';

function recording(level: LogLevel = 'debug'): {
  logger: Logger;
  lines: () => unknown[];
  text: () => string;
} {
  const written: string[] = [];
  const destination = { write: (line: string) => written.push(line) };
  const logger = createLogger({ name: 'kit', level, destination });
  const lines = () => written.map((line): unknown => JSON.parse(line));
  return { logger, lines, text: () => written.join('') };
}

test('a line is one JSON document with level, name, fields and message', () => {
  const { logger, lines } = recording();
  logger.info({ count: 3 }, 'batch stored');
  expect(lines()).toEqual([
    {
      level: 'info',
      name: 'kit',
      count: 3,
      msg: 'batch stored',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    },
  ]);
});

test('a child adds its bindings to every line', () => {
  const { logger, lines } = recording();
  logger.child({ partition: 4 }).warn({}, 'record skipped');
  expect(lines()).toMatchObject([{ level: 'warn', partition: 4, msg: 'record skipped' }]);
});

test('a child may say more than its parent', () => {
  const { logger, lines } = recording('warn');
  logger.child({}, { level: 'info' }).info({}, 'one');
  logger.info({}, 'two');
  expect(lines()).toMatchObject([{ msg: 'one' }]);
});

test('lines below the level are not written', () => {
  const { logger, lines } = recording('warn');
  logger.info({}, 'one');
  logger.error({}, 'two');
  expect(lines()).toMatchObject([{ msg: 'two' }]);
});

test('an error is written with its stack', () => {
  const { logger, lines } = recording();
  logger.error({ err: new RangeError('too far') }, 'step failed');
  expect(lines()).toMatchObject([
    {
      err: {
        type: 'RangeError',
        message: 'too far',
        stack: expect.stringContaining('logger.test') as string,
      },
    },
  ]);
});

test('credentials are replaced at the top of a line and two levels below', () => {
  const { logger, text } = recording();
  logger.info(
    {
      authorization: 'hush-1',
      request: { headers: { authorization: 'hush-2', cookie: 'hush-3' } },
    },
    'a',
  );
  logger.info(
    { smtp: { password: 'hush-4' }, apiKey: 'hush-5', headers: { 'x-clickhouse-key': 'hush-6' } },
    'b',
  );
  expect(text()).not.toContain('hush');
  expect(text().match(/\[redacted\]/g)).toHaveLength(6);
});

test('generated keys and bearer credentials are replaced inside any text', () => {
  const { logger, text } = recording();
  const key = `el_${'k'.repeat(43)}`;
  logger.error({ err: new Error(`refused ${key}`), list: [`http://h/?key=${key}`] }, 'x');
  logger.info({ raw: ['Authorization', 'Bearer c2VjcmV0'] }, `with ${key}`);
  expect(text()).not.toContain('kkk');
  expect(text()).not.toContain('c2VjcmV0');
});
