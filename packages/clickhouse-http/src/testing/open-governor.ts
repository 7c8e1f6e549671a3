import type { Governor } from '../governed/governor.ts';
import type { Refused } from '../governed/judged.ts';
import { scanStatement } from '../statement/scan-statement.ts';

/** Lets every read pass: for tests of what is around the governor. */
export const openGovernor: Governor = {
  prepare: async () => await Promise.resolve(),
  settingsFor: (asked) => ({ allowed: true, settings: new Map([...LIMITS, ...asked]) }),
  judge: async (sql) => {
    const scan = scanStatement(Buffer.from(sql).toString('latin1'));
    const format = scan?.format ?? null;
    const allowed = { allowed: true, sql, format } as const;
    return await Promise.resolve(scan?.kind === 'read' ? allowed : DENIED);
  },
};

const LIMITS = [
  ['max_execution_time', '30'],
  ['max_threads', '1'],
] as const;

const DENIED: Refused = {
  ...{ allowed: false, code: 497, name: 'ACCESS_DENIED', status: 403 },
  message: 'Code: 497. DB::Exception: Not enough privileges. (ACCESS_DENIED)',
};
