import { runService } from '@emberlog/composition';
import { collectorConfig } from './config.ts';
import { startService } from './start-service.ts';

await runService({
  name: 'collector',
  schema: collectorConfig,
  start: startService,
  env: process.env,
  args: process.argv,
});
