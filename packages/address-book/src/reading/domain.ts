import { domainToASCII, domainToUnicode } from 'node:url';

/** What an ASCII part of a typed domain may have; `domainToASCII` would decode or cut at the rest. */
const TYPED = /^(?:[A-Za-z0-9.-]|[^\0-\x7F])+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Letters, or an internationalised label: never a number, so that no IP address passes. */
const TOP_LEVEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;
const MAX_LENGTH = 253;

/** The domain in ASCII by UTS 46, lower-case, or null where it is none. Its length is not judged. */
export const domainInAscii = (typed: string): string | null => {
  if (!TYPED.test(typed)) return null;
  const ascii = domainToASCII(typed);
  return ascii === '' ? null : ascii;
};

/** Whether an ASCII domain has the shape of one that has mail: labels with a dot, no IP address. */
export const isMailDomain = (ascii: string): boolean => {
  const labels = ascii.split('.');
  return (
    ascii.length <= MAX_LENGTH &&
    labels.length > 1 &&
    isReadable(ascii) &&
    labels.every((label) => LABEL.test(label)) &&
    TOP_LEVEL.test(labels.at(-1) ?? '')
  );
};

/** Whether no mail ever gets to it: RFC 6761. `.example` and `.test` are of documentation and tests. */
export const isReserved = (ascii: string): boolean => /(?:^|\.)(?:invalid|localhost)$/.test(ascii);

/** Whether its internationalised labels say something. Node 24 and later lets through any that begin with xn--. */
const isReadable = (ascii: string): boolean => {
  const unicode = domainToUnicode(ascii);
  return !/(?:^|\.)xn--/.test(unicode) && domainToASCII(unicode) === ascii;
};
