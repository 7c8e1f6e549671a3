import { readFileSync } from 'node:fs';
import { z } from 'zod';

const file = z.array(
  z.strictObject({
    title: z.string().min(1),
    /** The paper's own date; unknown for one of them. */
    published: z.iso.date().nullable(),
    /** How many; unknown where the site names the organization instead. */
    authors: z.int().nullable(),
    organization: z.strictObject({ name: z.string(), fullname: z.string() }).nullable(),
    comments: z.int(),
  }),
);

/** A paper of the demo. Everything but the id was on a real list of daily papers. */
export type Paper = z.infer<typeof file>[number] & { readonly id: string };

const MAX_SLUG = 80;

/** The real papers of the demo, in the order of the list they were on. */
export const readPapers = (): readonly Paper[] => {
  const path = new URL('../../demo/papers.json', import.meta.url);
  const papers = file.parse(JSON.parse(readFileSync(path, 'utf8')));
  const taken = new Set<string>();
  return papers.map((paper) => {
    const id = unused(slug(paper.title), taken);
    taken.add(id);
    return { ...paper, id };
  });
};

/** A readable id made of a title: `pre-training-under-infinite-compute`, cut between words. */
export const slug = (title: string): string => {
  const words = title
    .normalize('NFKD')
    .replace(/[\p{Mark}'’]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (words.length <= MAX_SLUG) return words === '' ? 'paper' : words;
  const cut = words.slice(0, MAX_SLUG + 1).lastIndexOf('-');
  return words.slice(0, cut > 0 ? cut : MAX_SLUG);
};

const unused = (id: string, taken: ReadonlySet<string>): string => {
  let free = id;
  for (let n = 2; taken.has(free); n++) free = `${id.slice(0, MAX_SLUG - 4)}-${n}`;
  return free;
};
