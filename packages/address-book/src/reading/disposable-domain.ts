import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';

// Made once: the package's own question makes the set anew each time.
const blocked: ReadonlySet<string> = disposableEmailBlocklistSet();

/** Whether mailboxes of the domain, or of one it lies below, are made to be thrown away. */
export const isDisposableDomain = (ascii: string): boolean => {
  const labels = ascii.split('.');
  return labels.some((_, from) => blocked.has(labels.slice(from).join('.')));
};
