import { trendingReply, type RankedItem } from '@emberlog/api';
import { createSigner } from '@emberlog/service-kit';
import { voteLogArbitrary } from '@emberlog/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createQueryUnderTest, type QueryUnderTest } from '../testing/query-under-test.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import type { TestRecord } from '../testing/record-rows.ts';
import { HOUR, MORNING, published, upvoted } from '../testing/small-site.ts';

const MANY = Array.from({ length: 40 }, (_, index) => `i${index}`) as [string, ...string[]];
const NOW = MORNING + 300 * HOUR;

let model: ReadModel;
let service: QueryUnderTest;
beforeAll(async () => {
  // Logs as long as they may be: a list of ties would be paged by ids alone.
  fc.configureGlobal({ baseSize: 'xlarge' });
  model = await openReadModel();
  service = createQueryUnderTest(model);
  service.setClock(NOW);
});
afterAll(async () => {
  fc.resetConfigureGlobal();
  await model.close();
});

const page = async (query: string) => {
  const { status, body } = await service.get(`/v1/trending?${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return trendingReply.parse(body);
};

/** Half of the items listed at once, so that many tie. */
const listings: readonly TestRecord[] = MANY.map((item, index) =>
  published(item, MORNING - 100 * HOUR, {
    listedAt: MORNING + (index % 2 === 0 ? 0 : index) * HOUR,
  }),
);

// Seen to fail when the position of the first page is not the next one's, when a page begins at the
// last item's score alone, and when it begins with the last item again.
test.each(['trending', 'top', 'new'])(
  'pages of %s are the whole list as it was, while rows come in between them',
  async (algorithm) => {
    await fc.assert(
      fc.asyncProperty(voteLogArbitrary({ items: MANY, maxLength: 120 }), async (votes) => {
        await model.clear();
        const logged = votes.map((vote) => ({ ...vote, logged: NOW }));
        const early = Math.ceil(votes.length / 2);
        await model.write([...listings, ...logged.slice(0, early)]);
        const late = logged.slice(early);
        service = createQueryUnderTest(model);
        service.setClock(NOW);

        const { position, as_of, items: whole } = await page(`algorithm=${algorithm}&limit=100`);
        const pinned = `position=${position}&as_of=${as_of}`;
        const paged: RankedItem[] = [];
        let next: string | null = null;
        do {
          const from = next === null ? pinned : `cursor=${next}`;
          const reply = await page(`algorithm=${algorithm}&limit=7&${from}`);
          paged.push(...reply.items);
          next = reply.next_cursor;
          await model.write(late.splice(0, 12));
        } while (next !== null);
        expect(paged).toEqual(whole);
        expect(paged.map(({ rank }) => rank)).toEqual(MANY.map((_, index) => index + 1));
      }),
      { numRuns: 3, unbiased: true },
    );
  },
);

test('a cursor is null exactly when nothing follows', async () => {
  await model.clear();
  await model.write(listings);
  service = createQueryUnderTest(model);
  service.setClock(NOW);
  expect((await page('limit=40')).next_cursor).toBeNull();
  expect((await page('limit=39')).next_cursor).not.toBeNull();
});

test('a cursor goes on after a restart, with another limit, and may wait for a position', async () => {
  const { next_cursor: cursor, position } = await page('half_life=24h&limit=5');
  service = createQueryUnderTest(model);
  service.setClock(NOW + 24 * HOUR);
  const same = 'algorithm=trending@1&half_life=1440m';
  const reply = await page(`cursor=${cursor ?? ''}&limit=3&after=${position}&${same}`);
  expect(reply.items.map(({ rank }) => rank)).toEqual([6, 7, 8]);
  expect(reply.algorithm.params).toMatchObject({ half_life: '24h' });
  expect(reply.as_of).toBe(new Date(NOW).toISOString());
});

const errorsOf = async (path: string) => {
  const { status, body } = await service.get(path);
  const errors = body['errors'] as { path: string; code: string }[];
  return [status, ...errors.map((error) => `${error.path} ${error.code}`)];
};

test('parameters that are not the cursor’s are refused, each by its name', async () => {
  const { next_cursor } = await page('half_life=24h&min_votes=0&limit=5');
  const cursor = `cursor=${next_cursor ?? ''}`;
  await model.write([upvoted('i1', 1, NOW)]);
  service = createQueryUnderTest(model);
  service.setClock(NOW);
  const { position } = await page('');
  expect(await errorsOf(`/v1/trending?${cursor}&half_life=25h&min_votes=1&explain=true`)).toEqual([
    ...[400, 'half_life cursor_mismatch', 'min_votes cursor_mismatch', 'explain cursor_mismatch'],
  ]);
  expect(await errorsOf(`/v1/trending?${cursor}&algorithm=new`)).toEqual([
    ...[400, 'algorithm cursor_mismatch'],
  ]);
  expect(await errorsOf(`/v1/trending?${cursor}&position=${position}`)).toEqual([
    ...[400, 'position cursor_mismatch'],
  ]);
  expect(await errorsOf(`/v1/trending?${cursor}&as_of=2025-12-10T00:00:00Z`)).toEqual([
    ...[400, 'as_of cursor_mismatch'],
  ]);
  expect(await errorsOf(`/v1/lists/2025-12-10?${cursor}`)).toContain('cursor cursor_mismatch');
});

// Seen to fail when the signature is not looked at.
test('a forged cursor is refused by its name', async () => {
  const { next_cursor } = await page('limit=5');
  const other = createSigner({ secret: new Uint8Array(32).fill(8), purpose: 'cursor' });
  const tampered = `${next_cursor?.slice(0, -2) ?? ''}AA`;
  // A token is a version, 32 bytes of signature, and what is signed.
  const forged = other.sign(Buffer.from(next_cursor ?? '', 'base64url').subarray(33));
  for (const cursor of [tampered, forged, 'x', '']) {
    expect(await errorsOf(`/v1/trending?cursor=${cursor}`)).toEqual([400, 'cursor cursor_invalid']);
  }
});
