import { inspect } from 'node:util';

/** What stands wherever an address would be shown. */
const SHOWN = '[address]';

/** What a value that holds an address answers to whoever turns it into text by accident. */
export type Concealed = {
  readonly toString: () => typeof SHOWN;
  readonly toJSON: () => typeof SHOWN;
};

/** An address as mail is sent to it, e.g. `Ada@example.org`. Only `.sent` gives it away. */
export type SentAddress = Concealed & {
  /** The local part as typed, in NFC; the domain in lower-case ASCII. At most 254 bytes of UTF-8. */
  readonly sent: string;
};

/** An address that `readAddress` has read. Only its two fields, asked for by name, give it away. */
export type Address = SentAddress & {
  /** Equal for all spellings of one mailbox, e.g. `ada@example.org`; never sent to. */
  readonly normalised: string;
};

const show = (): typeof SHOWN => SHOWN;

const concealing = Object.freeze(
  Object.create(null, {
    toString: { value: show },
    toJSON: { value: show },
    [Symbol.toPrimitive]: { value: show },
    [inspect.custom]: { value: show },
  }) as Concealed,
);

/**
 * The texts as fields that no log line, template, JSON or inspection shows: not enumerable, and
 * getters, so that even an inspection of hidden fields finds a function only.
 */
export const conceal = <K extends string>(texts: Readonly<Record<K, string>>) =>
  Object.freeze(
    Object.create(
      concealing,
      Object.fromEntries(
        Object.keys(texts).map((name) => [
          name,
          { get: () => texts[name as K], enumerable: false },
        ]),
      ),
    ) as Concealed & Readonly<Record<K, string>>,
  );
