export { VISITOR_PURPOSE } from './visitor-purpose.ts';
export { createDashboard } from './dashboard.ts';
export type { DashboardOptions } from './dashboard.ts';
