/** How bad it is; `unknown` where it could not be looked at. */
export type Level = 'ok' | 'warning' | 'alarm' | 'unknown';

/** What one look found. All texts are sentences without their full stop. */
export type Finding = {
  readonly level: Level;
  readonly what: string;
  /** What it means for the numbers, or for what is to come; null where all is well. */
  readonly means: string | null;
  /** The command that mends it, or what to do. */
  readonly mend: string | null;
};

/** One thing that the doctor looks at. */
export type Check = {
  readonly name: string;
  /** Whether it reads tables whole. */
  readonly isThorough: boolean;
  /** No finding: all is well. */
  readonly look: () => Promise<readonly Finding[]>;
};
