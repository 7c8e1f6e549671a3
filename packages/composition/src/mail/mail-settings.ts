import type { SmtpServer } from '@emberlog/mailing';
import { domainToASCII } from 'node:url';
import type { MailVariables } from './mail-variables.ts';

/** How readers are mailed. */
export type MailSettings = {
  /** Null: messages become files. */
  readonly server: SmtpServer | null;
  readonly from: { readonly name: string; readonly address: string };
  /** Messages a second, over all connections. */
  readonly perSecond: number;
  readonly connections: number;
  /** Null: messages are not signed. The file has the PEM of an RSA key. */
  readonly dkim: {
    readonly keyFile: string;
    readonly selector: string;
    readonly domain: string;
  } | null;
};

/** No mail comes back from there: the domain is reserved by RFC 2606. */
const NOBODY = 'digest@papers.invalid';

/** What the variables say of mail, by `mailRules`. A sender without a name has the site's. */
export const mailOf = (env: MailVariables): MailSettings => {
  const { name = null, address = NOBODY } = env.EMBERLOG_MAIL_FROM ?? {};
  const { EMBERLOG_DKIM_KEY_FILE: keyFile, EMBERLOG_DKIM_SELECTOR: selector } = env;
  return {
    server: env.SMTP_URL ?? null,
    from: { name: name ?? env.EMBERLOG_SITE_NAME, address },
    perSecond: env.EMBERLOG_MAIL_PER_SECOND,
    connections: env.EMBERLOG_MAIL_CONNECTIONS,
    dkim:
      keyFile === undefined || selector === undefined
        ? null
        : { keyFile, selector, domain: domainToASCII(address.slice(address.indexOf('@') + 1)) },
  };
};
