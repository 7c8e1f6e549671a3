/** A dot-atom of RFC 5321 with the characters that RFC 6531 adds. No quotes, comments or spaces. */
const DOT_ATOM =
  /^(?:[\w!#$%&'*+\-/=?^`{|}~]|[^\0-\x7F])+(?:\.(?:[\w!#$%&'*+\-/=?^`{|}~]|[^\0-\x7F])+)*$/u;

/** A mark without a letter before it would join whatever is printed in front of the address. */
const LEADING_MARK = /^\p{M}/u;

/**
 * Whether a local part in NFC is one. It must be one as well for a server that maps compatibility
 * characters: there `＜` is `<` and `…` three dots.
 */
export const isLocalPart = (local: string): boolean =>
  DOT_ATOM.test(local) && !LEADING_MARK.test(local) && DOT_ATOM.test(local.normalize('NFKC'));

/**
 * Equal for local parts that differ in case or in the spelling of composed characters alone. Each
 * character by itself: lower case of a whole text depends on neighbours (Greek Σ at a word's end).
 * Not NFKC and no full folding: `ﬁ` and `fi`, `ß` and `ss` may be two mailboxes, and who owns one
 * of them must not come into the other's subscription.
 */
export const foldLocalPart = (local: string): string =>
  Array.from(local.normalize('NFC'), (character) => character.toLowerCase())
    .join('')
    .normalize('NFC');
