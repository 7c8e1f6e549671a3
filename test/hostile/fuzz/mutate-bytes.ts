import type { Dice } from './dice.ts';

/** Changes bytes without knowing what they mean. */
export const mutateBytes = (bytes: Buffer, dice: Dice): Buffer => {
  const at = dice.below(Math.max(1, bytes.length));
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at);
  switch (dice.below(7)) {
    case 0:
      return before;
    case 1:
      return flipped(bytes, at, dice);
    case 2:
      return Buffer.concat([before, after.subarray(1)]);
    case 3:
      return Buffer.concat([
        before,
        Buffer.of(dice.pick([0, 10, 13, 0x22, 0x80, 0xc0, 0xff])),
        after,
      ]);
    case 4:
      return Buffer.concat([before, after.subarray(0, 20), after]);
    case 5:
      return Buffer.concat([after, before]);
    default:
      return Buffer.concat([before, Buffer.from('efbbbf', 'hex'), after]);
  }
};

const flipped = (bytes: Buffer, at: number, dice: Dice): Buffer => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << dice.below(8));
  return changed;
};

/** A token with a change that keeps its alphabet: one that must be recognised as forged. */
export const forgeToken = (token: string, dice: Dice): string => {
  switch (dice.below(5)) {
    case 0:
      return token.slice(0, dice.below(token.length));
    case 1:
      return token + dice.pick(['A', '=', '==', token]);
    case 2:
      return Buffer.from(token, 'base64url').toString('base64');
    default:
      return flipped(Buffer.from(token, 'base64url'), dice.below(60), dice).toString('base64url');
  }
};
