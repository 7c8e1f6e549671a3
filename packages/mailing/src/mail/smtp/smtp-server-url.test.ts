import { expect, test } from 'vitest';
import { smtpServerUrl } from './smtp-server-url.ts';

test.each([
  ['smtp://mail.example', { host: 'mail.example', port: 587, tls: 'required', auth: null }],
  ['smtps://mail.example/', { host: 'mail.example', port: 465, tls: 'implicit', auth: null }],
  ['smtp://[::1]:2525?tls=off', { host: '::1', port: 2525, tls: 'off', auth: null }],
  [
    'smtp://mail.example?tls=optional',
    { host: 'mail.example', port: 587, tls: 'optional', auth: null },
  ],
  [
    'smtp://a%40b:p%3A%25%2F@mail.example:25',
    { host: 'mail.example', port: 25, tls: 'required', auth: { user: 'a@b', pass: 'p:%/' } },
  ],
])('%s is read', (text, server) => {
  expect(smtpServerUrl.parse(text)).toEqual(server);
});

test.each([
  ...['http://u:hush@mail.example', 'smtp:mail.example', 'smtp://', 'smtp://u:hush@h/path'],
  ...[
    'smtp://u:hush@h:99999',
    'smtp://u:hush@h:0',
    'smtp://u:hush@h?tls=never',
    'smtps://u:hush@h?tls=off',
  ],
  ...['smtp://u:hush@h?tls=off', 'smtp://u:hush@h?tls=optional', 'smtp://u:hush@h?pool=1'],
  ...[
    'smtp://u:hush@h?tls=required&tls=off',
    'smtp://hush@h',
    'smtp://:hush@h',
    'smtp://u:%hush@h',
  ],
  ...['smtp://u:hush@h#x', '', `smtp://u:hush@${'h'.repeat(2_000)}`],
])('%j is refused without a word of it', (text) => {
  const { error } = smtpServerUrl.safeParse(text);
  expect(error?.issues).toHaveLength(1);
  expect(JSON.stringify(error?.issues)).not.toContain('hush');
});

test('a password may go to a server of the same machine without TLS', () => {
  expect(smtpServerUrl.parse('smtp://u:p@127.0.0.1?tls=off')).toMatchObject({ tls: 'off' });
});
