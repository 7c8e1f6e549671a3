import { install } from './install.mjs';
import { fromSource, run } from './run.mjs';

install();

process.exitCode = await run(process.execPath, [...fromSource, ...process.argv.slice(2)]);
