import { readConfig } from '@emberlog/service-kit';
import { expect, test } from 'vitest';
import { shownConfig } from '../shown-config.ts';
import { variables } from '../variables.ts';
import { mailOf } from './mail-settings.ts';
import { mailRules, mailVariables } from './mail-variables.ts';

const schema = variables
  .pick({ EMBERLOG_PUBLIC_URL: true })
  .extend(mailVariables.partial({ EMBERLOG_ADDRESS_KEYS: true }).shape)
  .check(mailRules)
  .transform(({ EMBERLOG_ADDRESS_KEYS: addressKeys, ...env }) => ({
    addressKeys,
    mail: mailOf(env),
  }));

const SERVER = {
  SMTP_URL: 'smtps://ada:hidden@smtp.example',
  EMBERLOG_PUBLIC_URL: 'https://papers.example',
  EMBERLOG_MAIL_FROM: 'digest@papers.example',
};

const SIGNED = { ...SERVER, EMBERLOG_DKIM_KEY_FILE: 'k', EMBERLOG_DKIM_SELECTOR: 's' };

const problemsOf = (environment: Readonly<Record<string, string>>): readonly string[] => {
  const read = readConfig(schema, environment);
  return read.ok ? [] : read.problems.map(({ name, message }) => `${name} ${message}`);
};

test('without a server mail is from nobody, by the name of the site', () => {
  expect(readConfig(schema, {})).toEqual({
    ok: true,
    config: {
      addressKeys: undefined,
      mail: {
        server: null,
        from: { name: 'Daily Papers', address: 'digest@papers.invalid' },
        ...{ perSecond: 50, connections: 4, dkim: null },
      },
    },
  });
});

test.each([
  ['digest@papers.example', 'Papers', 'digest@papers.example'],
  ['<digest@papers.example>', 'Papers', 'digest@papers.example'],
  [' Ada’s list  <digest@papers.example> ', 'Ada’s list', 'digest@papers.example'],
  ['"Papers, daily" <digest@papers.example>', 'Papers, daily', 'digest@papers.example'],
])('mail from %j is from %j at %j', (EMBERLOG_MAIL_FROM, name, address) => {
  const read = readConfig(schema, { EMBERLOG_SITE_NAME: 'Papers', EMBERLOG_MAIL_FROM });
  expect(read).toMatchObject({ ok: true, config: { mail: { from: { name, address } } } });
});

test('a key signs for the domain that mail is from, as DNS spells it', () => {
  const read = readConfig(schema, {
    ...SIGNED,
    EMBERLOG_MAIL_FROM: 'digest@bücher.example',
  });
  expect(read).toMatchObject({
    config: {
      mail: {
        dkim: { keyFile: 'k', selector: 's', domain: 'xn--bcher-kva.example' },
      },
    },
  });
});

// Seen to fail when the rules across variables end at the first that is broken.
test('a server needs a sender and an address for links, both told at once', () => {
  const { SMTP_URL } = SERVER;
  expect(problemsOf({ SMTP_URL })).toEqual([
    'EMBERLOG_PUBLIC_URL is required when SMTP_URL is set',
    'EMBERLOG_MAIL_FROM is required when SMTP_URL is set',
  ]);
});

test('a key and its selector need each other, and a server', () => {
  expect(problemsOf({ ...SERVER, EMBERLOG_DKIM_KEY_FILE: 'a' })).toEqual([
    'EMBERLOG_DKIM_SELECTOR is required when EMBERLOG_DKIM_KEY_FILE is set',
  ]);
  expect(problemsOf({ ...SERVER, EMBERLOG_DKIM_SELECTOR: 'a' })).toEqual([
    'EMBERLOG_DKIM_KEY_FILE is required when EMBERLOG_DKIM_SELECTOR is set',
  ]);
  expect(problemsOf({ EMBERLOG_DKIM_KEY_FILE: 'a', EMBERLOG_DKIM_SELECTOR: 'a' })).toEqual([
    'SMTP_URL is required when EMBERLOG_DKIM_KEY_FILE is set',
  ]);
});

test.each([
  ['EMBERLOG_ADDRESS_KEYS', 'hidden'],
  ['EMBERLOG_ADDRESS_KEYS', `a:${'0'.repeat(64)},a:${'1'.repeat(64)}`],
  ['EMBERLOG_SITE_NAME', 'Papers\nBcc: all'],
  ['EMBERLOG_SITE_NAME', 'p'.repeat(101)],
  ['SMTP_URL', 'http://ada:hidden@smtp.example'],
  ['SMTP_URL', 'smtp://ada:hidden@smtp.example?tls=off'],
  ['EMBERLOG_MAIL_FROM', 'nobody'],
  ['EMBERLOG_MAIL_FROM', 'Papers digest@papers.example'],
  ['EMBERLOG_MAIL_FROM', 'Papers <a@papers.example>, b@papers.example'],
  ['EMBERLOG_MAIL_FROM', `${'p'.repeat(101)} <digest@papers.example>`],
  ['EMBERLOG_MAIL_FROM', 'Papers\r\nBcc: all <digest@papers.example>'],
  ['EMBERLOG_MAIL_PER_SECOND', '0'],
  ['EMBERLOG_MAIL_PER_SECOND', '1001'],
  ['EMBERLOG_MAIL_CONNECTIONS', '51'],
  ['EMBERLOG_DKIM_SELECTOR', 'two words'],
])('%s=%j is told by its name and never by its value', (name, value) => {
  const read = readConfig(schema, { ...SIGNED, [name]: value });
  expect(read).toMatchObject({ ok: false, problems: [{ name }] });
  expect(JSON.stringify(read)).not.toContain(JSON.stringify(value).slice(1, -1));
});

test('neither a key nor a password is shown', () => {
  const read = readConfig(schema, { ...SERVER, EMBERLOG_ADDRESS_KEYS: `2026:${'ab'.repeat(32)}` });
  const shown = JSON.stringify(shownConfig(read));
  expect(shown).toContain('"addressKeys":"given"');
  expect(shown).toContain('"host":"smtp.example","port":465,"tls":"implicit","auth":"given"');
  expect(shown).not.toMatch(/hidden|abab|2026/);
});
