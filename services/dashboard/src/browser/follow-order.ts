import { showLocalTimes } from './local-times.ts';
import { movedCount } from './moved-count.ts';
import { showCount, showPressed } from './votes.ts';

export type FollowOrderOptions = {
  readonly page: Document;
  readonly isPending: (item: string) => boolean;
};

const EVERY_MS = 10_000;

/**
 * Asks for the page again while somebody looks at it. Counts change in place; a new order waits
 * behind a button, so nothing jumps under a pointer.
 */
export const followOrder = ({ page, isPending }: FollowOrderOptions): void => {
  const ask = async (): Promise<void> => {
    const fresh = await fetchPage();
    if (fresh === null) return;
    showLocalTimes(fresh);
    refreshCounts(page, fresh, isPending);
    page.querySelector('.foot time')?.parentElement?.replaceWith(...footLine(fresh));
    offer(page, fresh);
  };

  const loop = async (): Promise<void> => {
    if (page.visibilityState === 'visible') await ask();
    setTimeout(() => void loop(), EVERY_MS);
  };
  // Pages without a list have nothing that moves.
  if (page.querySelector('.papers') !== null) setTimeout(() => void loop(), EVERY_MS);
};

const fetchPage = async (): Promise<Document | null> => {
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
    // A page that failed says so at its foot: the time there stays behind.
    if (!response.ok) return null;
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  } catch {
    return null;
  }
};

const footLine = (fresh: Document): readonly Node[] => {
  const line = fresh.querySelector('.foot time')?.parentElement;
  return line === null || line === undefined ? [] : [line];
};

const papersOf = (page: Document): readonly HTMLElement[] => [
  ...page.querySelectorAll<HTMLElement>('.papers > li'),
];
const idOf = (paper: HTMLElement): string => paper.dataset['item'] ?? '';
const buttonIn = (paper: HTMLElement | undefined): HTMLButtonElement | null =>
  paper?.querySelector<HTMLButtonElement>('.vote button') ?? null;

const refreshCounts = (
  page: Document,
  fresh: Document,
  isPending: FollowOrderOptions['isPending'],
): void => {
  const shown = new Map(papersOf(page).map((paper) => [idOf(paper), paper]));
  for (const paper of papersOf(fresh)) {
    const here = buttonIn(shown.get(idOf(paper)));
    const there = buttonIn(paper);
    refreshExplanation(shown.get(idOf(paper)), paper);
    if (here === null || there === null || isPending(idOf(paper))) continue;
    showPressed(here, there.getAttribute('aria-pressed') === 'true');
    showCount(here, Number(there.querySelector('.count')?.textContent ?? 0));
  }
};

/** An open one only where it keeps its height. */
const refreshExplanation = (shown: HTMLElement | undefined, fresh: HTMLElement): void => {
  const rows = (paper: HTMLElement | undefined) =>
    paper?.querySelectorAll('.sum tr, .sum p').length;
  const open = shown?.querySelector('details')?.open === true;
  const sum = fresh.querySelector('.sum')?.cloneNode(true);
  if (sum === undefined || (open && rows(shown) !== rows(fresh))) return;
  shown?.querySelector('.sum')?.replaceWith(sum);
};

const offer = (page: Document, fresh: Document): void => {
  const news = page.querySelector('.news');
  const moved = movedCount(papersOf(page).map(idOf), papersOf(fresh).map(idOf));
  if (moved === 0) {
    news?.replaceChildren();
    return;
  }
  const button = page.createElement('button');
  button.textContent = `${moved} paper${moved === 1 ? '' : 's'} moved`;
  button.addEventListener('click', () => {
    news?.replaceChildren();
    apply(page, fresh);
  });
  news?.replaceChildren(button);
};

/** Puts the new list in place. Votes since it was made stay as shown, open explanations open. */
const apply = (page: Document, fresh: Document): void => {
  const list = page.querySelector<HTMLElement>('.papers');
  const shown = new Map(papersOf(page).map((paper) => [idOf(paper), paper]));
  const papers = papersOf(fresh);
  for (const paper of papers) {
    const old = shown.get(idOf(paper));
    const vote = old?.querySelector('.vote');
    if (vote) paper.querySelector('.vote')?.replaceWith(vote);
    const open = old?.querySelector('details')?.open === true;
    paper.querySelector('details')?.toggleAttribute('open', open);
  }
  list?.replaceChildren(...papers);
  list?.focus({ preventScroll: true });
};
