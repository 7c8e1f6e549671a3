import type { AddressBook } from '@emberlog/address-book';
import type { RankedItem } from '@emberlog/api';
import {
  composeMessage,
  messageIdOf,
  renderConfirmation,
  type MailMessage,
  type MessageIdOptions,
  type RenderedDigest,
} from '@emberlog/mailing';
import type { Links, PendingRequest } from '@emberlog/subscriptions';
import type { Issue } from '../journal/issue.ts';
import { confirmationIssue } from '../purposes.ts';
import { linkTo, type Site } from '../site.ts';
import { createRenderedIssues } from './rendered-issues.ts';

/** Mails to a subscriber; null where there is no address any more. */
export type Letters = {
  readonly confirmation: (
    subscriber: string,
    pending: PendingRequest,
  ) => Promise<MailMessage | null>;
  readonly digest: (
    subscriber: string,
    issue: Issue,
    items: readonly RankedItem[],
  ) => Promise<MailMessage | null>;
};

export type LettersDeps = {
  readonly book: Pick<AddressBook, 'open'>;
  readonly links: Pick<Links, 'seal'>;
  readonly site: Site;
  readonly from: { readonly name: string; readonly address: string };
  readonly messageIds: MessageIdOptions;
  /** Mails are kept as files: they name the subscriber instead of an address. */
  readonly isKept: boolean;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
};

/** RFC 2606: a domain that no mail ever gets to. */
const KEPT_DOMAIN = 'readers.invalid';

export const createLetters = (deps: LettersDeps): Letters => {
  const { book, links, site, from, messageIds, isKept, clock } = deps;

  const renderIssue = createRenderedIssues(site);

  const tokensOf = (subscriber: string, now: number) => ({
    preferences: links.seal({ kind: 'preferences', subscriber }, now),
    unsubscribe: links.seal({ kind: 'unsubscribe', subscriber }, now),
  });

  const compose = async (
    subscriber: string,
    { rendered, issue, unsubscribe }: LetterOf,
  ): Promise<MailMessage | null> => {
    const address = await book.open(subscriber);
    if (address === null) return null;
    return await composeMessage({
      ...rendered,
      from,
      to: isKept ? `${subscriber}@${KEPT_DOMAIN}` : address.sent,
      date: clock(),
      messageId: messageIdOf({ issue, subscriber }, messageIds),
      list: { id: `digest.${messageIds.domain}`, name: site.name },
      unsubscribe,
    });
  };

  return {
    confirmation: async (subscriber, { request, settings, at }) => {
      const now = clock();
      const unsubscribe = linkTo(site, 'unsubscribe', tokensOf(subscriber, now).unsubscribe);
      const confirm = linkTo(
        site,
        'confirm',
        // From the request on: when its time is over it is forgotten, link and address.
        links.seal({ kind: 'confirm', subscriber, request }, at),
      );
      const rendered = renderConfirmation({ site, settings, links: { confirm, unsubscribe } });
      const issue = confirmationIssue(request);
      return await compose(subscriber, { rendered, issue, unsubscribe });
    },
    digest: async (subscriber, issue, items) => {
      const tokens = tokensOf(subscriber, clock());
      const rendered = renderIssue(issue, items, tokens);
      const unsubscribe = linkTo(site, 'unsubscribe', tokens.unsubscribe);
      return await compose(subscriber, { rendered, issue: issue.period.key, unsubscribe });
    },
  };
};

type LetterOf = {
  readonly rendered: RenderedDigest;
  /** Names it in its Message-ID. */
  readonly issue: string;
  readonly unsubscribe: string;
};
