import { expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from './config.ts';

const schema = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().max(65_535),
    MODE: z.enum(['open', 'required']),
    SECRET: z.string().min(8),
  })
  .refine((config) => config.MODE === 'required' || config.HOST === '127.0.0.1', {
    message: 'MODE=open needs a loopback HOST',
  });

const valid = { PORT: '8080', MODE: 'open', SECRET: 'long enough' };

test('a complete environment gives the typed configuration, other variables are left out', () => {
  expect(readConfig(schema, { ...valid, PATH: '/bin' })).toEqual({
    ok: true,
    config: { HOST: '127.0.0.1', PORT: 8080, MODE: 'open', SECRET: 'long enough' },
  });
});

test('an empty variable counts as unset', () => {
  expect(readConfig(schema, { ...valid, HOST: '' })).toMatchObject({
    config: { HOST: '127.0.0.1' },
  });
  expect(readConfig(schema, { ...valid, MODE: '' })).toEqual({
    ok: false,
    problems: [{ name: 'MODE', message: 'must be one of "open", "required"' }],
  });
});

test('the problems of all variables are reported at once, without the values', () => {
  const result = readConfig(schema, { PORT: '70000', MODE: 'ajar', SECRET: 'hush' });
  expect(result).toEqual({
    ok: false,
    problems: [
      { name: 'PORT', message: 'must be at most 65535' },
      { name: 'MODE', message: 'must be one of "open", "required"' },
      { name: 'SECRET', message: 'must be at least 8 characters' },
    ],
  });
});

test('a missing variable is required', () => {
  expect(readConfig(schema, { ...valid, SECRET: undefined })).toEqual({
    ok: false,
    problems: [{ name: 'SECRET', message: 'is required' }],
  });
});

test('a broken rule across variables keeps the words of the schema', () => {
  expect(readConfig(schema, { ...valid, HOST: '0.0.0.0' })).toEqual({
    ok: false,
    problems: [{ name: 'environment', message: 'MODE=open needs a loopback HOST' }],
  });
});
