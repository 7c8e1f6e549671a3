import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// What a running service never opens, of every package of the workspace.
const LEFT_OUT = /^(src|tsconfig\.json|README\.md)$/;
const LEFT_OUT_OF_DIST = /(\.d\.ts|\.map|\.tsbuildinfo)$/;

const remove = (path) => rmSync(path, { recursive: true });

for (const room of ['packages', 'services']) {
  for (const name of readdirSync(room)) {
    const folder = join(room, name);
    for (const entry of readdirSync(folder)) {
      if (LEFT_OUT.test(entry)) remove(join(folder, entry));
      if (entry !== 'dist') continue;
      for (const file of readdirSync(join(folder, entry), { recursive: true })) {
        if (LEFT_OUT_OF_DIST.test(file)) remove(join(folder, entry, file));
      }
    }
  }
}
