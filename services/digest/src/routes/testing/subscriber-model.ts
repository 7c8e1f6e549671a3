import fc from 'fast-check';

/** What a reader, or somebody else, does; `at` minutes after what was before. */
export type Step = {
  readonly who: 'ada' | 'bob';
  readonly after: number;
} & (
  | { readonly does: 'ask'; readonly hour: number }
  /** By the link of the mail before that many others: 0 is the newest. */
  | { readonly does: 'confirm'; readonly back: number }
  | { readonly does: 'change'; readonly hour: number }
  | { readonly does: 'look' | 'leave' | 'erase' }
);

const minutes = fc.constantFrom(0, 1, 4, 5, 6, 60, 600, 1_440, 2_881);
const who = fc.constantFrom('ada' as const, 'bob' as const);
const hour = fc.nat(23);

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ who, after: minutes, does: fc.constant('ask'), hour }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ who, after: minutes, does: fc.constant('confirm') },
      back: fc.constantFrom(0, 0, 0, 1, 2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ who, after: minutes, does: fc.constant('change'), hour }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ who, after: minutes, does: fc.constantFrom('look', 'leave', 'leave', 'erase') },
    }),
  },
);

export const stepsArbitrary = fc.array(stepArbitrary, { maxLength: 30 });

/** What is to be true of one reader: told from what was done, without events and their fold. */
export type Model = {
  /** The hour that is sent at; null: nothing is sent. */
  hour: number | null;
  /** The hour that waits for a confirmation, and which mail has its link. */
  waits: { readonly hour: number; readonly mail: number } | null;
  /** When each of this identity's requests that made a mail came, minutes. */
  asked: number[];
  /** When each mail of any identity came, minutes, and whose it was. */
  readonly mails: { readonly at: number; readonly identity: number }[];
  /** Whether something was ended since the last confirmation. */
  hasLeft: boolean;
  /** One more with each erasure; null: the book does not have the address. */
  identity: number | null;
  identities: number;
};

export const nobodyYet = (): Model => ({
  ...{ hour: null, waits: null, asked: [], mails: [], hasLeft: false },
  ...{ identity: null, identities: 0 },
});

const isHeld = ({ asked, hour: sentAt, hasLeft }: Model, now: number): boolean => {
  const five = asked.slice(-5);
  const isUnanswered = sentAt === null && !hasLeft && five.length === 5;
  const [first = 0, last = Number.NEGATIVE_INFINITY] = [five.at(0), five.at(-1)];
  const pause = isUnanswered && last - first < 14 * 1_440 ? 1_440 : 5;
  return now - last < pause || asked.filter((at) => now - at < 1_440).length >= 5;
};

/** Does the step to a model, and gives the status of its answer; null: nobody has such a link. */
export const applyStep = (model: Model, step: Step, now: number): number | null => {
  switch (step.does) {
    case 'ask':
      if (isHeld(model, now)) return 202;
      model.identity ??= model.identities += 1;
      model.asked.push(now);
      model.waits = { hour: step.hour, mail: model.mails.length };
      model.mails.push({ at: now, identity: model.identity });
      return 202;
    case 'confirm': {
      const mail = model.mails.length - 1 - step.back;
      const found = model.mails[mail];
      if (found === undefined) return null;
      if (now - found.at >= 2_880 || model.waits?.mail !== mail) return 410;
      model.hour = model.waits.hour;
      model.hasLeft = false;
      model.waits = null;
      return 200;
    }
    case 'change':
      if (model.identity === null) return null;
      if (model.hour === null) return 409;
      model.hour = step.hour;
      return 200;
    case 'look':
      return model.identity === null ? null : 200;
    case 'leave':
      if (model.identity === null) return null;
      model.hasLeft ||= model.hour !== null || model.waits !== null;
      model.hour = null;
      model.waits = null;
      return 200;
    case 'erase':
      if (model.identity === null) return null;
      Object.assign(model, { hour: null, waits: null, asked: [], hasLeft: false, identity: null });
      return 200;
  }
};
