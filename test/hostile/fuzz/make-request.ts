import { type Dice, diceOf } from './dice.ts';
import { eventRequest, headerText } from './event-requests.ts';
import type { Attacked, FuzzRequest } from './fuzz-request.ts';
import { nastyText } from './nasty-values.ts';
import { pageRequest } from './page-requests.ts';
import { queryRequest } from './query-requests.ts';

/** The request of a seed and index; nothing else decides what it is but the product's own tokens. */
export const makeRequest = (to: Attacked, seed: number, index: number): FuzzRequest => {
  const dice = diceOf(seed, index);
  const request = kindOf(to, dice, index);
  return dice.oneIn(30) ? { ...request, headers: [...request.headers, ...strange(dice)] } : request;
};

const kindOf = (to: Attacked, dice: Dice, index: number): FuzzRequest => {
  // A question that reaches the engine costs as much as many posts: the rest is refused before it.
  const kind = dice.below(20);
  if (kind < 15) return eventRequest(to, dice, index);
  return kind < 19 ? queryRequest(to, dice) : pageRequest(to, dice);
};

const strange = (dice: Dice): FuzzRequest['headers'] => {
  switch (dice.below(6)) {
    case 0:
      return Array.from({ length: 200 }, (_, at) => [`X-${at}`, 'y'] as const);
    case 1:
      return [['X-Forwarded-For', headerText(nastyText(dice))]];
    case 2:
      return [['Accept-Encoding', headerText(nastyText(dice))]];
    case 3:
      return [['If-None-Match', headerText(nastyText(dice))]];
    case 4:
      return [['Range', 'bytes=0-0,-1']];
    default:
      return [['Accept', headerText(nastyText(dice))]];
  }
};
