import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** A file every page loads; its path changes with its content, so it may be cached for ever. */
export type Asset = { readonly path: string; readonly type: string; readonly body: string };

export type Assets = {
  readonly style: Asset;
  readonly script: Asset;
  /** Of the page that is asked in SQL. */
  readonly sqlScript: Asset;
  readonly icon: Asset;
};

/** Reads the style and the icon and bundles the scripts, in memory. */
export const loadAssets = (): Assets => ({
  style: asset('page.css', 'text/css; charset=utf-8', minified(file('page.css'))),
  script: asset('page.js', 'text/javascript; charset=utf-8', minified(scriptEntry('page'))),
  sqlScript: asset('sql.js', 'text/javascript; charset=utf-8', minified(scriptEntry('sql'))),
  icon: asset('ember.svg', 'image/svg+xml', readFileSync(file('ember.svg'), 'utf8')),
});

const asset = (name: string, type: string, body: string): Asset => {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  const [stem = '', extension = ''] = name.split('.');
  return { path: `/assets/${stem}-${hash}.${extension}`, type, body };
};

const file = (name: string): string =>
  fileURLToPath(new URL(`../../assets/${name}`, import.meta.url));

/** Source in a checkout, compiled in a build. */
const scriptEntry = (name: string): string => {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`../browser/${name}.${ending}`, import.meta.url));
};

const minified = (entry: string): string => {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
  });
  return outputFiles.map(({ text }) => text).join('');
};
