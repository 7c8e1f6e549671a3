import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KEYSTORE_PASSWORD } from './broker-properties.ts';

const run = promisify(execFile);

/**
 * Makes the key of a broker at 127.0.0.1, signed by itself, with the tool that comes with Java; gives
 * the path of its certificate, which clients are to trust.
 */
export const makeCertificate = async (directory: string): Promise<string> => {
  const store = ['-keystore', join(directory, 'broker.p12'), '-storepass', KEYSTORE_PASSWORD];
  const key = ['-alias', 'broker', '-keyalg', 'EC', '-storetype', 'PKCS12', '-validity', '2'];
  const name = ['-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1'];
  await run('keytool', ['-genkeypair', ...key, ...name, ...store]);
  const certificate = join(directory, 'broker.pem');
  await run('keytool', ['-exportcert', '-rfc', '-alias', 'broker', '-file', certificate, ...store]);
  return certificate;
};
