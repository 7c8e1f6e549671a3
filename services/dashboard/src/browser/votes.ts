import type { Status } from './status.ts';

/** Votes that answer at once and are taken back when the service refuses them. */
export type Votes = {
  /** Whether a vote on this item has no answer yet, so that its count here is a promise. */
  readonly isPending: (item: string) => boolean;
};

export type VotesOptions = { readonly page: Document; readonly status: Status };

type VoteReply = { readonly upvotes: number | null };

const NO_REPLY = 'Your vote was not counted: there is no connection. Try again in a moment.';

export const enhanceVotes = ({ page, status }: VotesOptions): Votes => {
  const pending = new Map<string, number>();
  // One after another: each reply sets the cookie that remembers all votes before it.
  let queue = Promise.resolve();

  const settle = async (form: HTMLFormElement, item: string, vote: string): Promise<void> => {
    const refusal = await send(form, vote, ({ upvotes }) => {
      if (upvotes !== null && pending.get(item) === 1) showCount(buttonOf(form), upvotes);
    });
    pending.set(item, (pending.get(item) ?? 1) - 1);
    if (pending.get(item) === 0) pending.delete(item);
    if (refusal === null) return;
    press(buttonOf(form), vote === 'up' ? 'retract' : 'up');
    status.say(refusal);
  };

  page.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches('form.vote')) return;
    event.preventDefault();
    const button = buttonOf(form);
    const item = form.querySelector<HTMLInputElement>('[name=item]')?.value ?? '';
    const vote = button.value;
    press(button, vote);
    pending.set(item, (pending.get(item) ?? 0) + 1);
    queue = queue.then(() => settle(form, item, vote));
  });
  return { isPending: (item) => pending.has(item) };
};

/** Shows `count` votes, in the button and in its name. */
export const showCount = (button: HTMLButtonElement, count: number): void => {
  const place = button.querySelector('.count');
  if (place !== null) place.textContent = String(count);
  const name = button.getAttribute('aria-label') ?? '';
  const votes = `${count.toLocaleString('en')} vote${count === 1 ? '' : 's'}`;
  button.setAttribute('aria-label', name.replace(/, [\d,]+ votes?$/, `, ${votes}`));
};

/** Makes the button look as it does once `vote` is counted. */
export const showPressed = (button: HTMLButtonElement, pressed: boolean): void => {
  button.value = pressed ? 'retract' : 'up';
  button.setAttribute('aria-pressed', String(pressed));
};

const press = (button: HTMLButtonElement, vote: string): void => {
  const count = Number(button.querySelector('.count')?.textContent ?? 0);
  showPressed(button, vote === 'up');
  showCount(button, count + (vote === 'up' ? 1 : -1));
};

const buttonOf = (form: HTMLFormElement): HTMLButtonElement => {
  const button = form.querySelector('button');
  if (button === null) throw new Error('a vote form has no button');
  return button;
};

/** Null when the vote was counted, else the sentence that says why it was not. */
const send = async (
  form: HTMLFormElement,
  vote: string,
  onCounted: (reply: VoteReply) => void,
): Promise<string | null> => {
  try {
    const item = form.querySelector<HTMLInputElement>('[name=item]')?.value ?? '';
    const body = new URLSearchParams({ item, vote });
    const response = await fetch(form.action, {
      method: 'POST',
      body,
      headers: { Accept: 'application/json' },
    });
    const reply = (await response.json()) as VoteReply & { readonly detail?: string };
    if (!response.ok) return reply.detail ?? NO_REPLY;
    onCounted(reply);
    return null;
  } catch {
    return NO_REPLY;
  }
};
