/**
 * Whether a permanent failure is about the address, by RFC 3463. A mailbox that is full or takes
 * no message of that length (2.2, 2.3), networks, protocols, contents and policies (3 to 7) are not.
 */
export const isStatusOfAddress = (subject: number, detail: number): boolean => {
  if (subject === 0) return true;
  // 1.7 and 1.8 are about the sender's address, which is ours.
  if (subject === 1) return detail !== 7 && detail !== 8;
  return subject === 2 && detail !== 2 && detail !== 3;
};
