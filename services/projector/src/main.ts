import { runService } from '@emberlog/composition';
import { projectorConfig } from './config.ts';
import { runRestore } from './restore/run-restore.ts';
import { startService } from './start-service.ts';

const { env, argv: args, stdout, stderr } = process;
const restoreAt = args.indexOf('--restore');

if (restoreAt === -1) {
  await runService({ name: 'projector', schema: projectorConfig, start: startService, env, args });
} else {
  const backup = args[restoreAt + 1];
  process.exitCode = await runRestore({ backup, env, stdout, stderr, clock: Date.now });
}
