/** What a sending process is told, as its one argument. */
export type SendingOrder = {
  readonly directory: string;
  readonly port: number;
  /** The clock of the world showed `worldTime` at the machine's `since`, and goes `speed` times as fast. */
  readonly clock: WorldClock;
};

export type WorldClock = {
  readonly worldTime: number;
  readonly since: number;
  readonly speed: number;
};

export const worldClock =
  ({ worldTime, since, speed }: WorldClock): (() => number) =>
  () =>
    worldTime + (Date.now() - since) * speed;

/** What it says, a line each. */
export type SendingWord = 'started' | 'finished';

/** The list whose digest all readers are due for, and the day on which they are. */
export const LIST = '2026-03-09';
export const DUE_DAY = Date.UTC(2026, 2, 10);
