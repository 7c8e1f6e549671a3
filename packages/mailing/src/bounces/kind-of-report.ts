import type { Bounce } from './bounce.ts';
import type { Fields } from './field-groups.ts';
import { isStatusOfAddress } from './status-of-address.ts';

/** The kind of a delivery status notification (RFC 3464): its worst recipient's. */
export const kindOfDelivery = (groups: readonly Fields[]): Bounce['kind'] => {
  const kinds = groups.map(kindOfRecipient);
  return kinds.find((kind) => kind === 'hard') ?? kinds.find((kind) => kind === 'soft') ?? 'other';
};

/** The kind of a feedback report (RFC 5965). `not-spam` takes a complaint back, others are about us. */
export const kindOfFeedback = (groups: readonly Fields[]): Bounce['kind'] => {
  const type = groups
    .map((fields) => fields.get('feedback-type'))
    .find((value) => value !== undefined);
  const isComplaint = ['abuse', 'fraud', 'virus', 'opt-out', 'other'].includes(
    type?.toLowerCase() ?? '',
  );
  return isComplaint ? 'complaint' : 'other';
};

const kindOfRecipient = (fields: Fields): Bounce['kind'] => {
  const action = word(fields.get('action'));
  if (action === 'delayed') return 'soft';
  if (action !== 'failed') return 'other';
  const [, digit, subject, detail] =
    /^([245])\.(\d{1,3})\.(\d{1,3})(?!\d)/.exec(fields.get('status') ?? '') ?? [];
  if (digit !== '5') return 'soft';
  return isStatusOfAddress(Number(subject), Number(detail)) ? 'hard' : 'soft';
};

/** Without a comment in parentheses behind it. */
const word = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : /^[a-z-]+/.exec(value.toLowerCase())?.[0];
