import type { Address } from '../reading/address.ts';
import { readAddress } from '../reading/read-address.ts';

/** The address of a text that is one. */
export const addressOf = (text: string): Address => {
  const result = readAddress(text);
  if (!result.ok) throw new Error(`not an address: ${result.code}`);
  return result.address;
};
