import { runService } from '@emberlog/composition';
import { dashboardConfig } from './config.ts';
import { startService } from './start-service.ts';

await runService({
  name: 'dashboard',
  schema: dashboardConfig,
  start: startService,
  env: process.env,
  args: process.argv,
});
