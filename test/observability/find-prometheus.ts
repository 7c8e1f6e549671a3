import { spawnSync } from 'node:child_process';

const answers = (program: string): boolean =>
  spawnSync(program, ['--version'], { timeout: 10_000 }).status === 0;

/** Whether Prometheus and its tool are installed. */
export const findPrometheus = (): boolean => answers('prometheus') && answers('promtool');

/** What to say where they are not. */
export const NO_PROMETHEUS =
  'The tests of alerts and dashboards do not run: no prometheus and promtool; install the package prometheus.';
