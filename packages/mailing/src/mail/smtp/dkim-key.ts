import { createPrivateKey, type KeyObject } from 'node:crypto';

/** A key of RFC 6376: its public half is at `<selector>._domainkey.<domain>`. */
export type DkimKey = {
  readonly domain: string;
  readonly selector: string;
  /** PEM of an RSA key of at least 1024 bits; 2048 is what receivers expect. */
  readonly privateKey: string;
};

/**
 * A key as the signer wants it. It would leave messages unsigned, without a word, for a key that it
 * cannot use.
 * @throws RangeError for such a key, without anything of it
 */
export const dkimOptions = ({ domain, selector, privateKey }: DkimKey) => {
  const key = keyOf(privateKey);
  if (key?.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 1_024)
    throw new RangeError('the DKIM key must be a PEM of an RSA key of at least 1024 bits');
  if (
    ![domain, selector].every((name) =>
      /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(name),
    )
  )
    throw new RangeError('the domain and the selector of DKIM must be names of DNS');
  return { domainName: domain, keySelector: selector, privateKey };
};

const keyOf = (pem: string): KeyObject | null => {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
};
