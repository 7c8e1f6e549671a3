import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// Needs no packages: a server that only runs the containers has none. What is there is never changed.
const root = fileURLToPath(new URL('..', import.meta.url));
const directory = process.argv[2] === undefined ? root : resolve(process.argv[2]);
const keysDirectory = join(directory, '.emberlog-compose');
const paths = {
  settings: join(directory, '.env'),
  keys: join(keysDirectory, 'keys.json'),
  hashes: join(keysDirectory, 'hashed-keys.json'),
};

const SCOPES = ['write', 'import', 'read', 'sql', 'admin'];
/** How each setting is made where it is missing, of the keys and of the settings there are. */
const SETTINGS = {
  EMBERLOG_SECRET: () => randomBytes(32).toString('hex'),
  CLICKHOUSE_PASSWORD: () => randomBytes(24).toString('base64url'),
  EMBERLOG_API_KEY: () => newKey(),
  // Analysts ask ClickHouse itself, which knows their key as the services know theirs.
  EMBERLOG_SQL_KEY_SHA256: (keys) => hashOf(keys.sql),
  // Compose takes a relative path from where its file is.
  EMBERLOG_KEYS_FILE: () =>
    directory === root ? './.emberlog-compose/hashed-keys.json' : paths.hashes,
  // Called by the day it was made: another may come before it one day.
  EMBERLOG_ADDRESS_KEYS: () =>
    `${new Date().toISOString().slice(0, 10)}:${randomBytes(32).toString('hex')}`,
  // Digests ask for rankings and no more, by a key that the services know already.
  EMBERLOG_DIGEST_API_KEY: (keys) => keys.read,
  EMBERLOG_PUBLIC_URL: (_keys, { EMBERLOG_DASHBOARD_PORT: port = '8787' }) =>
    `http://127.0.0.1:${port}`,
  // For the catcher alone: no mail comes from there, and none comes back (RFC 2606).
  EMBERLOG_MAIL_FROM: () => 'digest@papers.invalid',
};

const newKey = () => `el_${randomBytes(32).toString('base64url')}`;
const hashOf = (key) => createHash('sha256').update(key).digest('hex');
const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** Writes a file that is not there yet. */
const make = (path, text, mode, what) => {
  writeFileSync(path, text, { flag: 'wx', mode });
  console.log(`made ${path}: ${what}`);
};

const keptSettings = () => {
  const text = existsSync(paths.settings) ? readFileSync(paths.settings, 'utf8') : '';
  const lines = [...text.matchAll(/^\s*([A-Z0-9_]+)=(.+)$/gm)];
  return { text, values: Object.fromEntries(lines.map(([, name, value]) => [name, value.trim()])) };
};

const initSettings = (keys) => {
  const { text, values } = keptSettings();
  const missing = Object.keys(SETTINGS).filter((name) => values[name] === undefined);
  const made = Object.fromEntries(missing.map((name) => [name, SETTINGS[name](keys, values)]));
  if (missing.length > 0) {
    const lines = missing.map((name) => `${name}=${made[name]}\n`).join('');
    const begin = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    if (existsSync(paths.settings)) chmodSync(paths.settings, 0o600);
    writeFileSync(paths.settings, begin + lines, { mode: 0o600 });
    console.log(`made in ${paths.settings}: ${missing.join(', ')}`);
  }
  return { ...values, ...made };
};

const initKeys = () => {
  if (!existsSync(paths.keys)) {
    const keys = Object.fromEntries(SCOPES.map((scope) => [scope, newKey()]));
    make(paths.keys, asJson(keys), 0o600, 'your keys, one a scope, in clear');
  }
  return JSON.parse(readFileSync(paths.keys, 'utf8'));
};

/** Readable for all: the services run as another user, and nobody finds a key by its hash. */
const initHashes = (stored) => {
  if (!existsSync(paths.hashes)) {
    make(paths.hashes, asJson(stored), 0o644, 'what the services know of the keys');
    return;
  }
  const held = new Set(JSON.parse(readFileSync(paths.hashes, 'utf8')).map(({ sha256 }) => sha256));
  const unknown = stored.filter(({ sha256 }) => !held.has(sha256)).map(({ id }) => id);
  if (unknown.length === 0) return;
  console.error(
    `${paths.hashes} does not know the keys ${unknown.join(', ')}. Add them, or move it away and run this again.`,
  );
  process.exitCode = 1;
};

mkdirSync(keysDirectory, { recursive: true, mode: 0o700 });
const keys = initKeys();
const settings = initSettings(keys);
initHashes([
  ...SCOPES.map((scope) => ({ id: scope, scopes: [scope], sha256: hashOf(keys[scope]) })),
  { id: 'dashboard', scopes: ['write', 'read'], sha256: hashOf(settings.EMBERLOG_API_KEY) },
]);
if (process.exitCode !== 1) {
  console.log(
    'Ready for docker compose up. Keep these files, apart from your backups: with another EMBERLOG_SECRET every reader could vote twice, and without EMBERLOG_ADDRESS_KEYS nobody can be mailed.',
  );
}
