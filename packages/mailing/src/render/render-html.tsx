/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ReadDigest } from './digest.ts';
import { Foot, Head, Item } from './html-parts.tsx';
import { renderMailPage } from './mail-page.tsx';
import { periodWords } from './words.ts';

/** The HTML part. */
export const renderHtml = (digest: ReadDigest, subject: string, left: number): string =>
  renderMailPage({
    subject,
    preview: digest.preview,
    rows: [
      <Head name={digest.site.name} line={periodWords(digest.period)} />,
      ...digest.items.map((item) => <Item item={item} />),
      Foot(digest, left),
    ],
  });
