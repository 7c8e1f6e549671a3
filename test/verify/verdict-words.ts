import type { Verdict } from './verify.ts';

/** What came out, in one line for somebody who has not read the code. */
export const verdictWords = (
  { kills, underLoad, lists, places, difference }: Verdict,
  { events }: { readonly events: number },
): string =>
  difference === null
    ? `VERIFIED: after ${events} events and ${kills} kills, ${underLoad} of them under load, all ${places} ` +
      `scores, ranks and vote counts of ${lists} lists equal those of an independent fold, to the last bit.`
    : `NOT EQUAL: ${events} events and ${kills} kills, then ${difference}.`;
