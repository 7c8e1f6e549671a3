import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const NATIVE = /^(lmdb|chdb)(\/|$)/;

/** Native modules stay outside, under the path they have for the package that names them. */
const nativeModules: Plugin = {
  name: 'native-modules',
  setup: (bundling) => {
    bundling.onResolve({ filter: NATIVE }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === 'found') return null;
      const found = await bundling.resolve(path, { resolveDir, kind, pluginData: 'found' });
      return { path: found.path, external: true };
    });
  },
};

/** Makes the driver one file, so that a run starts as fast as a program can. */
export const bundleDriver = async (outfile: string): Promise<void> => {
  await build({
    entryPoints: [fileURLToPath(new URL('driver.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@emberlog/source'],
    plugins: [nativeModules],
    // Dependencies written for require() need one in a module.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
};
