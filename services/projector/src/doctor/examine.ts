import type { Check, Finding } from './finding.ts';

export type Examined = { readonly check: string; readonly findings: readonly Finding[] };

/** Looks at one thing after the other; what cannot be looked at is a finding as well. */
export const examine = async (
  checks: readonly Check[],
  { thorough }: { readonly thorough: boolean },
): Promise<readonly Examined[]> => {
  const examined: Examined[] = [];
  for (const { name, isThorough, look } of checks) {
    if (isThorough && !thorough) continue;
    examined.push({ check: name, findings: await lookAt(look) });
  }
  return examined;
};

const lookAt = async (look: Check['look']): Promise<readonly Finding[]> => {
  try {
    return await look();
  } catch (error) {
    return [
      {
        level: 'unknown',
        what: `it could not be looked at: ${error instanceof Error ? error.message : String(error)}`,
        means: null,
        mend: 'See whether Kafka and ClickHouse answer, then ask again',
      },
    ];
  }
};
