import { readMessageId } from '@emberlog/mailing';
import type { DigestOutcome, SubscriberEvent } from '@emberlog/events';
import { foldSubscriptions, type Mailing, type Subscription } from '@emberlog/subscriptions';
import type { MailServer } from '../world/mail-server.ts';
import { MESSAGE_IDS } from '../world/open-parts.ts';
import { isFilled, type Reader } from '../world/readers.ts';
import { LIST } from './sending-order.ts';

/** How many readers ended with what; `none`: nothing is known of them. */
type Tally = Readonly<Record<DigestOutcome | 'none', number>>;

export type Verdict = {
  readonly digests: Tally;
  readonly confirmations: Tally;
  /** Mails that the server took. */
  readonly taken: number;
  /** Attempts that were begun in the log. */
  readonly begun: number;
  /** What is not as it must be, a sentence each. */
  readonly problems: readonly string[];
};

export type Sent = {
  readonly events: readonly SubscriberEvent[];
  readonly readers: readonly Reader[];
  readonly subscribers: ReadonlyMap<string, string>;
  readonly server: Pick<MailServer, 'taken' | 'takenCount' | 'cut'>;
  readonly kills: number;
  /** Mails of a kind under way at once. */
  readonly concurrency: number;
};

/** Whether the server must have a reader's mail, must not, or may. */
const ON_SERVER: Readonly<Record<DigestOutcome, readonly number[]>> = {
  sent: [1],
  ...{ unknown: [0, 1], rejected: [0], skipped: [0], missed: [0], begun: [], deferred: [] },
};

/** Holds what the log says of every reader to what the server has. */
export const judgeSend = (sent: Sent): Verdict => {
  const { events, readers, subscribers, server, kills, concurrency } = sent;
  const folded = foldSubscriptions(events);
  const problems: string[] = [];
  const tallies = { digest: emptyTally(), confirmation: emptyTally() };
  const cut = { digest: 0, confirmation: 0 };

  for (const { n, address, fate, isAsked } of readers) {
    const kind = isAsked ? 'confirmation' : 'digest';
    const subscriber = subscribers.get(address) ?? '';
    const subscription = folded.get(subscriber);
    const outcome = mailingOf(events, subscription, subscriber, isAsked)?.outcome;
    const ids = server.taken.get(address) ?? [];
    tallies[kind][outcome ?? 'none'] += 1;
    if (server.cut.has(address)) cut[kind] += 1;
    const allowed = outcome === undefined ? [] : ON_SERVER[outcome];
    if (!allowed.includes(ids.length))
      problems.push(`reader ${n} (${fate}): ${kind} ${outcome ?? 'none'}, got ${ids.length} mails`);
    const foreign = ids.filter((id) => {
      const of = readMessageId(id, MESSAGE_IDS);
      return of?.subscriber !== subscriber || (!isAsked && of.issue !== LIST);
    });
    if (foreign.length > 0) problems.push(`reader ${n}: a mail that is not theirs`);
    const isLeft = subscription?.ended?.reason === 'bounced';
    if (isLeft !== (outcome === 'rejected'))
      problems.push(`reader ${n} (${fate}): ${outcome ?? 'none'}, left: ${isLeft}`);
  }
  for (const kind of ['digest', 'confirmation'] as const) {
    const most = kills * concurrency + cut[kind];
    const { unknown } = tallies[kind];
    if (unknown > most)
      problems.push(`${unknown} of kind ${kind} in doubt, at most ${most} may be`);
  }
  const begun = events.filter(
    ({ id, type, data }) =>
      (type === 'digest.sent' || type === 'confirmation.sent') &&
      data.outcome === 'begun' &&
      !isFilled(id),
  ).length;
  return {
    ...{ digests: tallies.digest, confirmations: tallies.confirmation },
    ...{ taken: server.takenCount(), begun, problems },
  };
};

const emptyTally = (): Record<keyof Tally, number> => ({
  ...{ begun: 0, sent: 0, deferred: 0, rejected: 0, unknown: 0, missed: 0, skipped: 0, none: 0 },
});

const mailingOf = (
  events: readonly SubscriberEvent[],
  subscription: Subscription | undefined,
  subscriber: string,
  isAsked: boolean,
): Mailing | undefined => {
  if (!isAsked) return subscription?.digests.daily ?? undefined;
  if (subscription?.pending?.mail) return subscription.pending.mail;
  // Whoever left has no request any more: what became of its mail, the last event says.
  const last = events.findLast(
    (event) => event.subject === subscriber && event.type === 'confirmation.sent',
  );
  if (last?.type !== 'confirmation.sent') return undefined;
  const { outcome, attempt } = last.data;
  return { outcome, attempts: attempt, at: last.time, by: '' };
};
