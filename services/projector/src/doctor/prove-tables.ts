import { setTimeout as pause } from 'node:timers/promises';
import { startProjector, type ProjectorOptions } from '../start-projector.ts';
import { examine, type Examined } from './examine.ts';
import type { Check } from './finding.ts';
import { sameLogCheck } from './log-checks.ts';
import { tableChecks } from './table-checks.ts';

export type ProofOptions = ProjectorOptions & {
  /** What is looked at beside the log and the tables. */
  readonly checks: readonly Check[];
};

const LOOK_EVERY_MS = 20;

/**
 * Proves tables that were brought from elsewhere: all that a doctor looks at, before a projector could mend
 * anything, and again when it has brought them up to the end of the log. Resolves with what was found
 * last; rejects as `startProjector` does.
 */
export const proveTables = async (options: ProofOptions): Promise<readonly Examined[]> => {
  const { log, database } = options;
  const { reader } = database;
  // A projector would empty a damaged table and project it again, without what the log no longer has.
  const asBrought = await examine([sameLogCheck({ log, reader }), ...tableChecks(reader)], {
    thorough: true,
  });
  if (asBrought.some(({ findings }) => findings.some(isBad))) return asBrought;
  const projector = await startProjector(options);
  try {
    const caughtUp = async (): Promise<void> => {
      while (projector.status() !== null) await pause(LOOK_EVERY_MS);
    };
    await Promise.race([caughtUp(), projector.done]);
    return await examine([...projector.checks, ...options.checks], { thorough: true });
  } finally {
    await projector.close();
  }
};

/** Whether something is wrong, or could not be looked at. */
export const isBad = ({ level }: Examined['findings'][number]): boolean =>
  level === 'alarm' || level === 'unknown';
