import { runService } from '@emberlog/composition';
import { queryConfig } from './config.ts';
import { startService } from './start-service.ts';

await runService({
  name: 'query',
  schema: queryConfig,
  start: startService,
  env: process.env,
  args: process.argv,
});
