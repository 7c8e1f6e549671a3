/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Failure } from '../feed/failure.ts';
import { type AssetPaths, layout } from './layout.tsx';

export type NoticePageOptions = {
  readonly assets: AssetPaths;
  readonly title: string;
  readonly sentence: string;
  readonly link: { readonly href: string; readonly words: string };
};

/** A page that says one thing and where to go from there. */
export const noticePage = ({ assets, title, sentence, link }: NoticePageOptions) =>
  layout({
    title: `${title} · Daily Papers`,
    assets,
    children: (
      <main class="notice">
        <p class="brand">
          <a href="/">Daily Papers</a>
        </p>
        <h1>{title}</h1>
        <p>{sentence}</p>
        <p>
          <a class="action" href={link.href}>
            {link.words}
          </a>
        </p>
      </main>
    ),
  });

/** The page in place of a list that cannot be shown; `here` is the address that failed. */
export const failurePage = (failure: Failure, here: string, assets: AssetPaths) =>
  noticePage({
    assets,
    title: failure.title,
    sentence: failure.sentence,
    link: failure.retry
      ? { href: here, words: 'Try again' }
      : { href: '/', words: 'Go to the newest papers' },
  });
