/** Says a sentence to every reader, on the screen and to screen readers. */
export type Status = { readonly say: (sentence: string) => void };

const SHOWN_MS = 8_000;

export const createStatus = (page: Document): Status => {
  const place = page.querySelector<HTMLElement>('[role="status"]');
  let hide: ReturnType<typeof setTimeout> | undefined;
  return {
    say: (sentence) => {
      if (place === null) return;
      clearTimeout(hide);
      place.textContent = sentence;
      hide = setTimeout(() => {
        place.textContent = '';
      }, SHOWN_MS);
    },
  };
};
