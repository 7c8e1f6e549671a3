/** The site that readers subscribed at. */
export type Site = {
  readonly name: string;
  /** Where readers reach it, http or https, without a slash at the end. */
  readonly url: string;
};

/** What a link in a mail leads to. */
export type LinkTarget = 'confirm' | 'preferences' | 'unsubscribe';

export const linkTo = ({ url }: Site, target: LinkTarget, token: string): string =>
  `${url}/v1/subscriptions/${target}?token=${encodeURIComponent(token)}`;
