import { expect, test } from 'vitest';
import { readPapers, slug } from './papers.ts';

test('there are fifty papers with readable ids, all different and none longer than 80', () => {
  const ids = readPapers().map(({ id }) => id);
  expect(new Set(ids).size).toBe(50);
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) || id.length > 80)).toEqual([]);
  expect(ids).toContain('pre-training-under-infinite-compute');
});

test('what is unknown of a paper stays unknown', () => {
  const vision = readPapers().find(({ title }) => title.startsWith('Vision-R1'));
  expect(vision).toMatchObject({ published: null, authors: null, organization: null });
});

test('a long title is cut between words', () => {
  expect(slug(`${'word '.repeat(15)}straddling the limit`)).toBe('word-'.repeat(15).slice(0, -1));
});

test('accents and apostrophes leave their letters, and a title without letters has an id too', () => {
  expect(slug("Don't: Poincaré  Ünits!")).toBe('dont-poincare-units');
  expect(slug('数学')).toBe('paper');
});
