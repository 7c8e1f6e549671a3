import { runService } from '@emberlog/composition';
import { digestConfig } from './config.ts';
import { startService } from './start-service.ts';

await runService({
  name: 'digest',
  schema: digestConfig,
  start: startService,
  env: process.env,
  args: process.argv,
});
