import { randomFrom, type WireEvent } from '../system/scenario.ts';

/** Items of a soak: one page of the largest size holds them all. */
export const SOAK_ITEMS = 100;
export const SENDERS = 4;
/** Few, so that all there is to remember of them is known early: what grows later is a leak. */
const ACTORS_PER_SENDER = 50;
const WINDOW = 3_600_000;

export const subjectOf = (item: number): string => `papers/2511.${String(item).padStart(5, '0')}`;

/** The event a sender sends at a place of its order: a function of both, so that none is kept. */
export type SoakEvents = (sender: number, at: number) => WireEvent;

/**
 * Views and votes of the hour before `start`, in no order of time: casts, retractions, repeats,
 * late deliveries and resends, over few actors, so that they meet again. No two senders share an
 * actor, and every time lies before it can be logged.
 */
export const createSoakEvents = (start: number): SoakEvents => {
  const eventAt: SoakEvents = (sender, at) => {
    const random = randomFrom(at * SENDERS + sender + 1);
    const pick = (n: number): number => Math.floor(random() * n);
    if (at > 0 && random() < 0.03) return eventAt(sender, pick(at));
    const kind = pick(20);
    const actor = `reader-${sender}-${pick(ACTORS_PER_SENDER)}`;
    const type = kind < 11 ? 'item.viewed' : kind < 17 ? 'item.upvoted' : 'item.upvote_retracted';
    return {
      id: `s${sender}-${at}`,
      type,
      subject: subjectOf(pick(SOAK_ITEMS)),
      time: new Date(start - 1 - pick(WINDOW)).toISOString(),
      data: kind === 0 ? {} : { actor },
    };
  };
  return eventAt;
};

/** The items, listed over the day before. */
export const soakItems = (start: number): WireEvent[] =>
  Array.from({ length: SOAK_ITEMS }, (_, item) => {
    const time = new Date(start - 1 - Math.floor((item / SOAK_ITEMS) * 24 * WINDOW)).toISOString();
    return {
      id: `item-${item}`,
      type: 'item.published',
      subject: subjectOf(item),
      time,
      data: { title: `Paper ${item}`, listedAt: time },
    };
  });
