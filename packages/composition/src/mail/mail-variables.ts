import { parseAddressKeys, type AddressKeys } from '@emberlog/address-book';
import { headerLine, mailAddress, smtpServerUrl } from '@emberlog/mailing';
import { z } from 'zod';

const addressKeys = z.string().transform((text, context): AddressKeys => {
  const read = parseAddressKeys(text);
  if (read.ok) return read.keys;
  context.addIssue({ code: 'custom', message: read.message });
  return z.NEVER;
});

const MAX_NAME = 100;
const oneLine = headerLine(MAX_NAME);

/** Who mail is from. `name` is null where there is an address alone. */
type Sender = { readonly name: string | null; readonly address: string };

const mailFrom = z.string().transform((text, context): Sender => {
  const named = /^([^<>]*)<([^<>]*)>$/.exec(text.trim());
  const name = (named?.[1] ?? '').trim().replace(/^"([^"]*)"$/, '$1');
  const address = mailAddress.safeParse(named?.[2] ?? text.trim());
  if (address.success && (name === '' || oneLine.safeParse(name).success)) {
    return { name: name === '' ? null : name, address: address.data };
  }
  context.addIssue({
    code: 'custom',
    message: `must be an address, or Name <address> with a name of one line and at most ${MAX_NAME} characters`,
  });
  return z.NEVER;
});

const selector = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/, {
  error: 'must be a name of DNS, of at most 63 letters, digits, dots and hyphens',
});

/** Variables of processes that mail readers, each with its rule and its default. */
export const mailVariables = z.object({
  EMBERLOG_ADDRESS_KEYS: addressKeys,
  EMBERLOG_SITE_NAME: oneLine.default('Daily Papers'),
  SMTP_URL: smtpServerUrl.optional(),
  EMBERLOG_MAIL_FROM: mailFrom.optional(),
  EMBERLOG_MAIL_PER_SECOND: z.coerce.number<string>().int().min(1).max(1_000).default(50),
  EMBERLOG_MAIL_CONNECTIONS: z.coerce.number<string>().int().min(1).max(50).default(4),
  EMBERLOG_DKIM_KEY_FILE: z.string().optional(),
  EMBERLOG_DKIM_SELECTOR: selector.optional(),
});

export type MailVariables = Omit<z.output<typeof mailVariables>, 'EMBERLOG_ADDRESS_KEYS'> & {
  readonly EMBERLOG_PUBLIC_URL?: string | undefined;
};

type Needs = readonly [name: keyof MailVariables, by: keyof MailVariables];

/** Links in mails lead to the public address; a key without its selector would sign nothing. */
const NEEDED: readonly Needs[] = [
  ['EMBERLOG_PUBLIC_URL', 'SMTP_URL'],
  ['EMBERLOG_MAIL_FROM', 'SMTP_URL'],
  ['EMBERLOG_DKIM_SELECTOR', 'EMBERLOG_DKIM_KEY_FILE'],
  ['EMBERLOG_DKIM_KEY_FILE', 'EMBERLOG_DKIM_SELECTOR'],
  ['SMTP_URL', 'EMBERLOG_DKIM_KEY_FILE'],
];

/** To be given to `check` of what has these variables: which of them need which. */
export const mailRules = ({ value, issues }: z.core.ParsePayload<MailVariables>): void => {
  for (const [name, by] of NEEDED) {
    if (value[by] === undefined || value[name] !== undefined) continue;
    const message = `is required when ${by} is set`;
    issues.push({ code: 'custom', path: [name], message, input: undefined });
  }
};
