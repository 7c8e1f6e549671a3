import type { Metrics } from '@emberlog/service-kit';
import { CATALOGUE } from './catalogue.ts';

const KINDS = ['confirmation', 'digest'] as const;
const OUTCOMES = ['sent', 'deferred', 'rejected', 'unknown', 'skipped'] as const;

/** What a digest service tells of its mails, and is asked of its readers. */
export type DigestInstruments = {
  /** Of each attempt at a mail what became of it. */
  readonly mailed: (mail: { readonly kind: string; readonly outcome: string }) => void;
  /** Says whom to ask how many readers there are; nothing of who they are. */
  readonly watch: (ask: () => { readonly active: number; readonly due: number }) => void;
};

export const createDigestInstruments = (metrics: Metrics): DigestInstruments => {
  const mails = metrics.counter(CATALOGUE.mails);
  for (const kind of KINDS) for (const outcome of OUTCOMES) mails({ kind, outcome }, 0);
  return {
    mailed: ({ kind, outcome }) => mails({ kind, outcome }),
    watch: (ask) =>
      metrics.ask({
        name: 'subscriptions',
        gauges: { subscriptions: CATALOGUE.subscriptions, due: CATALOGUE.digestsDue },
        ask: () => {
          const { active, due } = ask();
          return {
            subscriptions: [{ labels: {}, value: active }],
            due: [{ labels: {}, value: due }],
          };
        },
      }),
  };
};
