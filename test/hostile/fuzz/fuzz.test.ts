import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AttackedProduct, startAttacked } from '../start-attacked.ts';
import { wrongCounts } from './check-counts.ts';
import { type FuzzReport, runFuzz } from './run-fuzz.ts';

const REQUESTS = 20_000;
/** A minute on a machine of its own; much longer where many share one. */
const PATIENCE_MS = 900_000;

let attacked: AttackedProduct;
let report: FuzzReport;

// The same every time: a new seed each day is for `npm run fuzz`.
beforeAll(async () => {
  attacked = await startAttacked();
  report = await runFuzz({ attacked, seed: 20_251_210, from: 0, to: REQUESTS });
}, PATIENCE_MS);

afterAll(async () => {
  await attacked.stop();
});

// Seen to fail when a multipart form that breaks off reaches the reader of forms unguarded (500),
// when a refused vote is answered as plain JSON, when one detail in fifty is a stack, and when one
// question in a hundred is never answered.
test('every reply to 20,000 wild requests is one that was promised', () => {
  expect(report.failures).toEqual([]);
  expect(report.requests).toBe(REQUESTS);
  expect(report.busy).toBe(0);
});

test('the requests are of every kind: taken, taken in part, and refused for all reasons', () => {
  for (const status of [200, 202, 207, 400, 401, 403, 404, 405, 415]) {
    expect(report.statuses[status], String(status)).toBeGreaterThan(0);
  }
  expect(report.votes.events()).toBeGreaterThan(REQUESTS / 10);
});

// Seen to fail when the projector counts a repeated vote again, and when the collector answers
// `accepted` for the first event of a batch and leaves it out of the log.
test('each vote of an event called accepted is counted, and no other', async () => {
  expect(await wrongCounts(attacked, report.votes)).toEqual([]);
});

test('the product still answers, and has said nothing of a failure', async () => {
  expect((await fetch(`${attacked.product.url}/readyz`)).status).toBe(200);
  expect(attacked.product.output()).not.toMatch(/"level":"(?:warn|error|fatal)"/);
});
