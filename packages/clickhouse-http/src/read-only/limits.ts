/** What all questions together, those of one key, and one alone may take; the governor bounds the rest. */
export type SqlLimits = {
  /** Questions that run at a time; each holds a thread of Node. @default 3 */
  readonly running: number;
  /** Of them those of one key. @default 2 */
  readonly runningPerKey: number;
  /** Questions that wait for their turn. @default 60 */
  readonly waiting: number;
  /** Of them those of one key. @default 20 */
  readonly waitingPerKey: number;
  /** How long they do so. @default 30000 */
  readonly waitMs: number;
  /** How long one may run; what the engine does not end by itself is ended then. @default 31000 */
  readonly runMs: number;
  /** Of a statement with all that is sent along, unpacked. @default 1 MiB */
  readonly bodyBytes: number;
  /** How long it may take to arrive. @default 10000 */
  readonly bodyMs: number;
  /** Of one answer as it is written, before it is packed. @default 512 MiB */
  readonly answerBytes: number;
  /** A client that takes nothing for so long is given up, at most twice as long after. @default 15000 */
  readonly stallMs: number;
};

const MIB = 1_024 * 1_024;

export const DEFAULT_SQL_LIMITS: SqlLimits = {
  running: 3,
  runningPerKey: 2,
  waiting: 60,
  waitingPerKey: 20,
  waitMs: 30_000,
  runMs: 31_000,
  bodyBytes: MIB,
  bodyMs: 10_000,
  answerBytes: 512 * MIB,
  stallMs: 15_000,
};
