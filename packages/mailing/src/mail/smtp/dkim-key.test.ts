import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { dkimOptions } from './dkim-key.ts';

const names = { domain: 'papers.example', selector: 's1' };
const pemOf = (key: { export: (options: { type: 'pkcs8'; format: 'pem' }) => string | Buffer }) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = pemOf(generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey);

test('a key of RSA is taken', () => {
  expect(dkimOptions({ ...names, privateKey: rsa })).toMatchObject({ keySelector: 's1' });
});

test('a key that the signer would leave messages unsigned for is refused, and not told', () => {
  const short = pemOf(generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey);
  const other = pemOf(generateKeyPairSync('ed25519').privateKey);
  for (const privateKey of [short, other, '', 'hush', rsa.slice(0, 200)]) {
    const refused = () => dkimOptions({ ...names, privateKey });
    expect(refused).toThrow('the DKIM key must be a PEM of an RSA key of at least 1024 bits');
  }
  for (const wrong of ['', 'a b', 'a;d=evil.example', 'a\r\nb'])
    expect(() => dkimOptions({ ...names, privateKey: rsa, selector: wrong })).toThrow(RangeError);
});
