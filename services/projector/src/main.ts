import { runService } from '@emberlog/composition';
import { projectorConfig } from './config.ts';
import { startService } from './start-service.ts';

await runService({
  name: 'projector',
  schema: projectorConfig,
  start: startService,
  env: process.env,
  args: process.argv,
});
