import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { shownConfig } from './shown-config.ts';

// Seen to fail when only the outermost names are looked at.
test('secrets are not shown, wherever they stand', () => {
  const shown = shownConfig({
    port: 8787,
    secret: Buffer.from('0123456789abcdef'),
    apiKey: 'el_hidden',
    keysFile: null,
    clickhouseUrl: 'http://reader:hidden@db:8123/?access_token=hidden',
    kafka: { brokers: ['a:9092'], sasl: { username: 'u', password: 'hidden' } },
    addressKeys: [{ id: 'hidden', key: createSecretKey(Buffer.alloc(32)) }],
    mail: { server: { host: 'smtp.example', auth: { user: 'u', pass: 'hidden' } } },
  });
  expect(shown).toEqual({
    port: 8787,
    secret: 'given',
    apiKey: 'given',
    keysFile: null,
    clickhouseUrl: 'http://reader:given@db:8123/?access_token=given',
    kafka: { brokers: ['a:9092'], sasl: 'given' },
    addressKeys: 'given',
    mail: { server: { host: 'smtp.example', auth: 'given' } },
  });
  expect(JSON.stringify(shown)).not.toContain('hidden');
});

test('what was not given is not shown as given', () => {
  expect(shownConfig({ secret: null, kafka: null })).toEqual({ secret: null, kafka: null });
});
