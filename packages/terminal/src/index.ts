export { showProgress } from './show-progress.ts';
export type { Progress, ProgressOptions } from './show-progress.ts';
