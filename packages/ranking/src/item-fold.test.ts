import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldItem, type ItemPatch, type ItemVersion } from './item-fold.ts';

const DAY = 86_400_000;
const T0 = Date.UTC(2025, 11, 10, 9);

const published = (
  time: number,
  patch: ItemPatch,
  rest: Partial<ItemVersion> = {},
): ItemVersion => ({
  id: `e${time}`,
  time,
  logged: time,
  kind: 'published',
  patch,
  ...rest,
});
const withdrawn = (time: number): ItemVersion => published(time, {}, { kind: 'withdrawn' });

describe('foldItem', () => {
  it('knows nothing of an item without versions', () => {
    expect(foldItem([], T0)).toBeNull();
  });

  it('fills in when the item was listed from its first version', () => {
    expect(foldItem([published(T0, { title: 'A' })], T0)).toEqual({
      title: 'A',
      url: null,
      summary: null,
      authors: null,
      authorCount: null,
      organization: null,
      tags: null,
      publishedAt: null,
      comments: null,
      listedAt: T0,
      listedOn: '2025-12-10',
      withdrawn: false,
      listed: true,
    });
  });

  it.each([
    [
      'listedAt',
      { listedAt: T0 - DAY, listedOn: '2025-12-01', publishedAt: 5 },
      T0 - DAY,
      '2025-12-01',
    ],
    ['listedOn', { listedOn: '2025-12-01', publishedAt: 5 }, Date.UTC(2025, 11, 1), '2025-12-01'],
    ['publishedAt', { publishedAt: T0 - 9 * DAY }, T0 - 9 * DAY, '2025-12-01'],
    ['its own time', { publishedAt: null }, T0, '2025-12-10'],
  ])('lists an item at %s before anything else', (_, patch, listedAt, listedOn) => {
    expect(foldItem([published(T0, patch)], T0)).toMatchObject({ listedAt, listedOn });
  });

  it('keeps the listing of the first version when a later one sets publishedAt or listedOn', () => {
    const first = published(T0, { title: 'A' });
    const later = published(T0 + 5, { publishedAt: T0 - DAY, listedOn: '2025-12-01' });
    expect(foldItem([first, later], T0 + 5)).toMatchObject({
      listedAt: T0,
      listedOn: '2025-12-01',
      publishedAt: T0 - DAY,
    });
  });

  it('moves an item when a later version says when it was listed', () => {
    const later = published(T0 + 5, { listedAt: T0 + 2 * DAY });
    expect(foldItem([published(T0, {}), later], T0 + 5)).toMatchObject({
      listedAt: T0 + 2 * DAY,
      listedOn: '2025-12-12',
    });
  });

  it('takes each field from the latest version that sets it, and clears a field set to null', () => {
    const versions = [
      published(T0, { title: 'A', url: 'https://a.example/', comments: 1, tags: ['x'] }),
      published(T0 + 1, { comments: 2, url: null, tags: undefined }),
      published(T0 + 2, { title: 'B' }),
    ];
    expect(foldItem(versions, T0 + 2)).toMatchObject({
      title: 'B',
      url: null,
      comments: 2,
      tags: ['x'],
    });
    expect(foldItem(versions, T0)).toMatchObject({ title: 'A', comments: 1 });
  });

  it('orders versions of one time by their ids', () => {
    const versions = [
      published(T0, { title: 'second' }, { id: 'b' }),
      published(T0, { title: 'first' }, { id: 'B' }),
    ];
    expect(foldItem(versions, T0)?.title).toBe('second');
  });

  it('counts a version dated ahead from the moment the log took it in', () => {
    const versions = [
      published(T0, { title: 'A' }),
      published(T0 + 300, { title: 'B' }, { logged: T0 + 10 }),
    ];
    expect([9, 10].map((ms) => foldItem(versions, T0 + ms)?.title)).toEqual(['A', 'B']);
  });

  it('was before its first version what that version says', () => {
    const versions = [published(T0 + 1, { title: 'B' }), published(T0, { title: 'A' })];
    expect(foldItem(versions, T0 - DAY)).toMatchObject({ title: 'A', listed: true });
  });

  it('is in no list without a title or once withdrawn, until it is published again', () => {
    const versions = [
      published(T0, {}),
      published(T0 + 1, { title: 'A' }),
      withdrawn(T0 + 2),
      published(T0 + 3, { comments: 7 }),
    ];
    const seen = [0, 1, 2, 3].map((ms) => foldItem(versions, T0 + ms));
    expect(seen.map((item) => item?.listed)).toEqual([false, true, false, true]);
    expect(seen.map((item) => item?.withdrawn)).toEqual([false, false, true, false]);
    expect(seen[3]).toMatchObject({ title: 'A', comments: 7, listedAt: T0 });
  });

  it('takes the defaults from the first publication, not from a withdrawal before it', () => {
    const versions = [withdrawn(T0 - DAY), published(T0, { title: 'A' })];
    expect(foldItem(versions, T0)).toMatchObject({ listedAt: T0, listed: true });
    expect(foldItem(versions, T0 - DAY)).toMatchObject({ withdrawn: true, listed: false });
  });

  // Seen to fail when versions are folded in order of arrival, and when only times order them.
  it('does not depend on the order in which versions arrive', () => {
    const versionArbitrary = fc.record({
      time: fc.integer({ min: T0, max: T0 + 5 }),
      ahead: fc.integer({ min: 0, max: 2 }),
      kind: fc.constantFrom('published' as const, 'published' as const, 'withdrawn' as const),
      patch: fc.record(
        {
          title: fc.constantFrom('A', 'B', 'C'),
          comments: fc.option(fc.nat(3)),
          publishedAt: fc.option(fc.nat(DAY)),
          listedOn: fc.constantFrom('2025-12-01', '2025-12-02'),
        },
        { requiredKeys: [] },
      ),
    });
    const shuffled = fc.array(versionArbitrary, { maxLength: 8 }).chain((drafts) => {
      const versions = drafts.map(({ ahead, ...draft }, index) => ({
        ...draft,
        id: `e${index}`,
        logged: draft.time - ahead,
      }));
      const arrivals = fc.shuffledSubarray(versions, { minLength: versions.length });
      return fc.tuple(fc.constant(versions), arrivals);
    });
    fc.assert(
      fc.property(shuffled, fc.nat(7), ([versions, arrivals], ms) => {
        expect(foldItem(arrivals, T0 + ms)).toEqual(foldItem(versions, T0 + ms));
      }),
    );
  });
});
