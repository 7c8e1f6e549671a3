/** How far the tables are, and whether they are still the same: asked by time, not by question. */
export const LOOKS: ReadonlySet<string> = new Set([
  ...['model-ends', 'model-ends-since', 'table-identities', 'rebuild-marks'],
]);
