import { readAddress, type AddressBook } from '@emberlog/address-book';
import type { DigestSettings, SubscriberEvent } from '@emberlog/events';

/**
 * What a server does with mail to a reader: takes it; is busy once; knows no such mailbox; takes it and
 * hangs up instead of saying so; hangs up in the middle of it; is full once it has all of it; is busy for ever.
 */
export type Fate = 'taken' | 'busy' | 'gone' | 'cut' | 'cut short' | 'full' | 'always busy';

/** Which of 40 readers have another fate than the usual. */
const FATE_OF: Readonly<Record<number, Fate>> = {
  ...{ 3: 'busy', 11: 'busy', 17: 'gone', 23: 'cut', 29: 'cut short', 37: 'full' },
};

export type Reader = {
  readonly n: number;
  readonly address: string;
  readonly fate: Fate;
  /** Whether a request waits for its confirmation, or digests are sent. */
  readonly isAsked: boolean;
  readonly settings: DigestSettings;
};

/** Hour of the day at which every reader's digest is due, in UTC. */
export const DUE_HOUR = 8;

const choicesOf = (n: number): Pick<DigestSettings, 'organizations' | 'tags'> => ({
  organizations: n % 7 === 0 ? ['org-a'] : [],
  tags: n % 100 === 50 ? ['of no paper'] : n % 11 === 0 ? ['nlp'] : [],
});

const addressOf = (n: number): string => `reader.number-${n}@mail.example`;

/** The reader that an address was made for. */
export const numberOf = (address: string): number => Number(/-(\d+)@/.exec(address)?.[1]);

export const fateOf = (n: number): Fate => FATE_OF[n % 40] ?? 'taken';

/** Readers who are all due at one hour, and behind them those who wait for a confirmation. */
export const readersOf = (due: number, asked: number): readonly Reader[] =>
  Array.from({ length: due + asked }, (_, n) => ({
    n,
    address: addressOf(n),
    fate: fateOf(n),
    isAsked: n >= due,
    settings: {
      ...{ cadence: 'daily', hour: DUE_HOUR, weekday: null, timeZone: 'UTC' },
      ...choicesOf(n),
    },
  }));

/** Everything that the log says of a reader who is as described. */
export const eventsOf = (
  subscriber: string,
  { n, isAsked, settings }: Pick<Reader, 'n' | 'isAsked' | 'settings'>,
  at: number,
): readonly SubscriberEvent[] => {
  const request = `request-${n}`;
  const asks: SubscriberEvent = {
    ...{ id: request, subject: subscriber, time: at },
    ...{ type: 'subscriber.requested', data: { settings } },
  };
  if (isAsked) return [asks];
  const mailed = (outcome: 'begun' | 'sent'): SubscriberEvent => ({
    ...{ id: `mail-${n}-${outcome}`, subject: subscriber, time: at },
    ...{ type: 'confirmation.sent', data: { request, outcome, attempt: 1 } },
  });
  const confirms: SubscriberEvent = {
    ...{ id: `confirmed-${n}`, subject: subscriber, time: at + 1 },
    ...{ type: 'subscriber.confirmed', data: { request } },
  };
  return [asks, mailed('begun'), mailed('sent'), confirms];
};

/** Whether an event is one of these, by its id. */
export const isFilled = (id: string): boolean => /^(request|mail|confirmed)-/.test(id);

/** Enters an address; the subscriber it belongs to from then on. */
export const enter = async (book: AddressBook, text: string): Promise<string> => {
  const read = readAddress(text);
  if (!read.ok) throw new Error(`not an address: ${read.code}`);
  return (await book.enter(read.address)).subscriber;
};
