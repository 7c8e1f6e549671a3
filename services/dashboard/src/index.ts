export { createDashboard } from './dashboard.ts';
export type { DashboardOptions } from './dashboard.ts';
