/** Bytes of the values of records together. */
export const valueBytes = (records: readonly { readonly value: Uint8Array }[]): number =>
  records.reduce((sum, { value }) => sum + value.byteLength, 0);
