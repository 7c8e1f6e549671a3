import { cleanLine } from './clean-line.ts';
import { type Digest, digestSchema, type ReadDigest } from './digest.ts';
import { renderHtml } from './render-html.tsx';
import { renderText } from './render-text.ts';
import { periodWords, titleWords } from './words.ts';

/** A digest as it is mailed. `text` and `html` are well-formed Unicode. */
export type RenderedDigest = {
  /** One line of at most 120 UTF-16 units. */
  readonly subject: string;
  readonly text: string;
  /** Less than 100,000 bytes of UTF-8. */
  readonly html: string;
};

/** Clients cut a message at 102 kB and hide what follows, the way out included. */
const MOST_BYTES = 100_000;

/**
 * A digest as text and HTML; equal input gives equal bytes. Items that no longer fit are left out
 * from the end, and both parts say how many.
 * @throws ZodError for a digest that breaks {@link digestSchema}, e.g. with a link that is not http
 */
export const renderDigest = (digest: Digest): RenderedDigest => {
  const read = digestSchema.parse(digest);
  const subject = subjectOf(read);
  const all = read.items.length;
  for (let kept = all; ; kept -= 1) {
    const shown = { ...read, items: read.items.slice(0, kept) };
    const html = renderHtml(shown, subject, all - kept);
    if (Buffer.byteLength(html) < MOST_BYTES)
      return { subject, text: renderText(shown, all - kept), html };
  }
};

const subjectOf = ({ site, period, items: [first] }: ReadDigest): string => {
  const top = first === undefined ? '' : `: ${titleWords(first)}`;
  return cleanLine(`${cleanLine(site.name, 60)}, ${periodWords(period)}${top}`, 120);
};
