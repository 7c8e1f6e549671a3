/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { layout, type Site } from './layout.tsx';

export type NoticePageOptions = {
  readonly site: Site;
  readonly title: string;
  readonly sentences: readonly string[];
};

/** A page that says what is, and leads to the papers. */
export const noticePage = ({ site, title, sentences }: NoticePageOptions) =>
  layout({
    ...{ site, title },
    children: (
      <>
        {sentences.map((sentence) => (
          <p>{sentence}</p>
        ))}
        <p>
          <a href={site.home}>Go to the papers</a>
        </p>
      </>
    ),
  });
