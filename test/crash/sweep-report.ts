import type { SweepResult } from './sweep.ts';

/** What a sweep found, as it is kept. */
export type SweepReport = {
  readonly killPoints: number;
  readonly exact: number;
  readonly recoveriesKilledToo: number;
  readonly byCall: Readonly<Record<string, number>>;
  readonly byPlace: Readonly<Record<string, number>>;
  /** Points that were not exact, or at which nothing was killed. */
  readonly failed: readonly SweepResult[];
};

export const reportOf = (results: readonly SweepResult[]): SweepReport => {
  const failed = results.filter((result) => !isExact(result));
  return {
    killPoints: results.length,
    exact: results.length - failed.length,
    recoveriesKilledToo: results.filter(({ recoveryKilled }) => recoveryKilled).length,
    byCall: counted(results.map(({ call }) => call)),
    byPlace: counted(results.map(({ place }) => folderOf(place))),
    failed,
  };
};

/** Whether it was killed where it should be and everything was exact afterwards. */
export const isExact = ({ killed, problems }: SweepResult): boolean =>
  killed && problems.length === 0;

export const notExactLine = ({ call, place, when, killed, problems }: SweepResult): string =>
  `NOT EXACT: ${call} ${when} of ${place}: ${killed ? problems.join('; ') : 'was not killed'}`;

/** The report as lines for a terminal. */
export const reportLines = (report: SweepReport): readonly string[] => [
  ...table('before a call of', report.byCall),
  ...table('in', report.byPlace),
  ...report.failed.map(notExactLine),
  `${report.killPoints} kill points, ${report.exact} exact, ${report.failed.length} not; ` +
    `${report.recoveriesKilledToo} recoveries were killed too`,
];

/** Without the file and the month. */
const folderOf = (place: string): string =>
  place
    .replace(/ (tmp_insert)_?\w*/, ' $1')
    .replace(/\/?[\w.]+\.(bin|cidx|cmrk4|dat|idx|json|txt)$/, '');

const counted = (names: readonly string[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const name of names.toSorted()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
};

const table = (title: string, counts: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(counts).map(([name, count]) => `${String(count).padStart(6)}  ${title} ${name}`);
