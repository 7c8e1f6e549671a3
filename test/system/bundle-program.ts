import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const OUTSIDE = /^(lmdb|chdb|lz4-napi|fs-native-extensions|esbuild)(\/|$)/;

/** Modules with binaries stay outside, under the path they have for the package that names them. */
const withBinaries: Plugin = {
  name: 'with-binaries',
  setup: (bundling) => {
    bundling.onResolve({ filter: OUTSIDE }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === 'found') return null;
      const found = await bundling.resolve(path, { resolveDir, kind, pluginData: 'found' });
      return { path: found.path, external: true };
    });
  },
};

/** A module finds the files beside it from its own address, not from that of the bundle. */
const ownAddresses: Plugin = {
  name: 'own-addresses',
  setup: (bundling) => {
    bundling.onLoad(
      { filter: /\/(packages|services)\/[^/]+\/src\/.*\.tsx?$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const address = JSON.stringify(pathToFileURL(path).href);
        return {
          contents: source.replaceAll('import.meta.url', address),
          loader: path.endsWith('x') ? 'tsx' : 'ts',
        };
      },
    );
  },
};

/**
 * Makes one file of a program of the sources, so that a run starts as fast as a program can: three
 * times as fast as from the sources, which tests do many times.
 */
export const bundleProgram = async (program: URL, outfile: string): Promise<void> => {
  await build({
    entryPoints: [fileURLToPath(program)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@emberlog/source'],
    plugins: [withBinaries, ownAddresses],
    logLevel: 'error',
    // Dependencies written for require() need one in a module.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
};
