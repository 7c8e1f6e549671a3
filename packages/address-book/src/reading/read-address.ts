import { conceal, type Address } from './address.ts';
import { isDisposableDomain } from './disposable-domain.ts';
import { domainInAscii, isMailDomain, isReserved } from './domain.ts';
import { foldLocalPart, isLocalPart } from './local-part.ts';
import { isRoleAccount } from './role-account.ts';

export type AddressProblemCode =
  'invalid_email' | 'email_too_long' | 'role_address' | 'disposable_address';

/** `message` says the rule and never what was typed. */
export type AddressResult =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly code: AddressProblemCode; readonly message: string };

/** UTF-16 units looked at at all. */
const MAX_TYPED = 320;
/** Of RFC 5321, in octets. The path's 256 include its angle brackets. */
const MAX_BYTES = 254;
const MAX_LOCAL_BYTES = 64;

/**
 * Controls (CR, LF, NUL), formats (bidi, zero-width), lone surrogates, private and unassigned
 * characters, every kind of space, and whatever else is drawn as nothing.
 */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

const refused = (code: AddressProblemCode, message: string): AddressResult => ({
  ok: false,
  code,
  message,
});

const invalid = refused('invalid_email', 'must be an e-mail address such as ada@example.org');

export type ReadAddressOptions = {
  /**
   * Takes roles, reserved domains and throw-away services too: for finding who was entered, since lists grow.
   * @default false
   */
  readonly anyKind?: boolean;
};

/**
 * Reads what a person typed as an address: `local@domain` and nothing around it but spaces. The
 * result does not show itself in logs. Never throws.
 */
export const readAddress = (
  text: string,
  { anyKind = false }: ReadAddressOptions = {},
): AddressResult => {
  if (text.length > MAX_TYPED) {
    return refused('email_too_long', `must have at most ${MAX_TYPED} characters`);
  }
  const typed = text.replace(/^ +/, '').replace(/ +$/, '');
  if (UNSEEN.test(typed)) {
    return refused('invalid_email', 'must not have spaces, line breaks or invisible characters');
  }
  const at = typed.lastIndexOf('@');
  const local = typed.slice(0, Math.max(at, 0)).normalize('NFC');
  const domain = domainInAscii(typed.slice(at + 1));
  if (domain === null || !isLocalPart(local)) return invalid;

  const sent = `${local}@${domain}`;
  if (Buffer.byteLength(local) > MAX_LOCAL_BYTES) {
    return refused('email_too_long', `must have at most ${MAX_LOCAL_BYTES} bytes before the @`);
  }
  if (Buffer.byteLength(sent) > MAX_BYTES) {
    return refused('email_too_long', `must have at most ${MAX_BYTES} bytes`);
  }
  if (!isMailDomain(domain)) return invalid;
  if (!anyKind && isReserved(domain)) {
    return refused('invalid_email', 'must be of a domain that mail can get to');
  }

  const folded = foldLocalPart(local);
  const mapped = foldLocalPart(local.normalize('NFKC'));
  if (!anyKind && (isRoleAccount(folded) || isRoleAccount(mapped))) {
    return refused('role_address', 'must be a person’s address, not one of a role such as info@');
  }
  if (!anyKind && isDisposableDomain(domain)) {
    return refused('disposable_address', 'must not be of a service for throw-away addresses');
  }
  return { ok: true, address: conceal({ sent, normalised: `${folded}@${domain}` }) };
};
