import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Workspace packages each package may import at run time. */
const PACKAGE_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  events: [],
  'event-log': ['events'],
  clickhouse: [],
  'clickhouse-http': ['clickhouse'],
  ranking: [],
  subscriptions: ['events'],
  api: ['events'],
  client: ['api'],
  'service-kit': [],
  metrics: ['service-kit'],
  tracing: ['service-kit'],
  'address-book': ['service-kit'],
  composition: [
    'address-book',
    'clickhouse',
    'event-log',
    'events',
    'mailing',
    'metrics',
    'service-kit',
    'tracing',
  ],
  terminal: [],
  mailing: [],
  testing: ['events'],
  cli: ['client', 'terminal'],
};

/** The only folders that may name a vendor. */
const VENDOR_HOME: Readonly<Record<string, string | readonly string[]>> = {
  lmdb: ['packages/event-log/src/lmdb', 'packages/address-book/src/lmdb'],
  chdb: 'packages/clickhouse/src/embedded',
  '@clickhouse/client': 'packages/clickhouse/src',
  'fs-native-extensions': 'services/standalone/src/data-directory',
  'cli-progress': 'packages/terminal/src',
  pino: 'packages/service-kit/src',
  'prom-client': 'packages/service-kit/src/metrics',
  '@opentelemetry/api': 'packages/tracing/src/otlp',
  '@opentelemetry/exporter-trace-otlp-http': 'packages/tracing/src/otlp',
  '@opentelemetry/resources': 'packages/tracing/src/otlp',
  '@opentelemetry/sdk-trace-base': 'packages/tracing/src/otlp',
  kafkajs: 'packages/event-log/src/kafka',
  nodemailer: 'packages/mailing/src/mail',
  'temporal-polyfill': 'packages/mailing/src/due',
  testcontainers: 'packages/testing/src',
};

/** Other libraries a pure package may use. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  events: ['zod', 'uuid'],
  ranking: [],
  subscriptions: ['zod'],
  api: ['zod'],
  client: [],
};

const MAX_LINES = 300;
const VAGUE = /(^|\/)(utils?|helpers?|common|types|misc|shared)(\.[^/]+)?$/;

type Import = { readonly file: string; readonly name: string; readonly typeOnly: boolean };

const sources = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(ROOT, folder)).flatMap((name) => {
    if (name === 'node_modules' || name === 'dist') return [];
    const path = join(folder, name);
    if (statSync(join(ROOT, path)).isDirectory()) return sources(path, ending);
    return ending.test(name) ? [path.split(sep).join('/')] : [];
  });

const importsOf = (file: string): Import[] => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : undefined;
    if (specifier !== undefined && ts.isStringLiteral(specifier)) {
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : ts.isExportDeclaration(node) && node.isTypeOnly;
      found.push({ file, name: specifier.text, typeOnly });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
};

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const isTest = (file: string): boolean =>
  /(\.test|-arbitrary)\.tsx?$/.test(file) ||
  /\/(contract|testing|trial|fixture|hostile)\//.test(file);

const ROOMS = ['packages', 'services', 'test'];
const files = ROOMS.flatMap((folder) => sources(folder, /\.tsx?$/));
const withoutTypes = [...ROOMS, 'scripts'].flatMap((folder) => sources(folder, /\.(css|mjs)$/));
const imports = files.flatMap(importsOf);
const room = (file: string): string => file.split('/')[1] ?? '';
const emberlog = (name: string): string | null => /^@emberlog\/([^/]+)/.exec(name)?.[1] ?? null;

/** Imports that break a rule, as lines a reader can act on. */
const offending = (breaks: (found: Import) => boolean): string[] =>
  imports.filter(breaks).map(({ file, name }) => `${file} imports ${name}`);

describe('the map of the repository holds', () => {
  test('there are sources to look at', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  test('a package imports only the packages its row allows', () => {
    const breaks = ({ file, name }: Import): boolean => {
      const target = emberlog(name);
      if (!file.startsWith('packages/') || target === null || isTest(file)) return false;
      return !(PACKAGE_IMPORTS[room(file)] ?? []).includes(target);
    };
    expect(offending(breaks)).toEqual([]);
  });

  test('no package imports a service, even in tests', () => {
    const services = readdirSync(join(ROOT, 'services'));
    const breaks = ({ file, name }: Import): boolean =>
      file.startsWith('packages/') && services.includes(emberlog(name) ?? '');
    expect(offending(breaks)).toEqual([]);
  });

  test('a service imports no service, save standalone, which composes them', () => {
    const services = readdirSync(join(ROOT, 'services'));
    const breaks = ({ file, name }: Import): boolean =>
      file.startsWith('services/') &&
      room(file) !== 'standalone' &&
      services.includes(emberlog(name) ?? '');
    expect(offending(breaks)).toEqual([]);
  });

  test('the client takes types only from the wire schemas', () => {
    const breaks = ({ file, name, typeOnly }: Import): boolean =>
      file.startsWith('packages/client/') && !isTest(file) && emberlog(name) === 'api' && !typeOnly;
    expect(offending(breaks)).toEqual([]);
  });

  test('a vendor is named only in its folder', () => {
    const breaks = ({ file, name }: Import): boolean => {
      const homes = [VENDOR_HOME[packageName(name)] ?? []].flat();
      const isHome = homes.some((home) => file.startsWith(`${home}/`));
      return homes.length > 0 && !isHome && !file.startsWith('test/clients/');
    };
    expect(offending(breaks)).toEqual([]);
  });

  test('pure packages use no other library and nothing of Node', () => {
    const breaks = ({ file, name }: Import): boolean => {
      const allowed = file.startsWith('packages/') && !isTest(file) ? PURE[room(file)] : undefined;
      if (allowed === undefined || name.startsWith('.') || emberlog(name) !== null) return false;
      return !allowed.includes(packageName(name));
    };
    expect(offending(breaks)).toEqual([]);
  });

  test('relative imports stay inside their room', () => {
    const breaks = ({ file, name }: Import): boolean => {
      if (!name.startsWith('.')) return false;
      const target = relative(ROOT, join(ROOT, file, '..', name))
        .split(sep)
        .join('/');
      return (
        file.split('/').slice(0, 2).join('/') !== target.split('/').slice(0, 2).join('/') &&
        !file.startsWith('test/')
      );
    };
    expect(offending(breaks)).toEqual([]);
  });

  test(`no source passes ${MAX_LINES} lines`, () => {
    const long = [...files, ...withoutTypes].filter(
      (file) => readFileSync(join(ROOT, file), 'utf8').trimEnd().split('\n').length > MAX_LINES,
    );
    expect(long).toEqual([]);
  });

  test('no file has a name that says nothing', () => {
    expect(files.filter((file) => VAGUE.test(file))).toEqual([]);
  });

  test('no test is skipped, singled out or left to do', () => {
    const marked = files.filter((file) =>
      /\b(it|test|describe)\.(skip|only|todo)\b/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(marked.filter((file) => file !== 'test/architecture.test.ts')).toEqual([]);
  });
});
