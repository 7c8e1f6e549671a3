import { DEFAULT_SCHEDULE, type Schedule, scheduleWords } from '../words/schedule-words.ts';
import { type Answer, answerOf, NO_ANSWER } from './subscribe/answer-words.ts';

const LONGEST_MS = 15_000;

type Fields = {
  readonly email: HTMLInputElement;
  readonly cadence: HTMLSelectElement;
  readonly weekday: HTMLSelectElement;
  readonly hour: HTMLSelectElement;
  readonly time_zone: HTMLInputElement;
};

/** Asks for digests without leaving the page, in the reader's own time zone; answers in place. */
export const enhanceSubscribing = (page: Document): void => {
  const form = page.querySelector<HTMLFormElement>('form.subscribe');
  const summary = form?.querySelector<HTMLElement>('.when summary');
  const button = form?.querySelector('button');
  const answer = form?.querySelector<HTMLElement>('.answer');
  if (!form || !summary || !button || !answer) return;
  const fields: Fields = {
    email: control(form, 'email', HTMLInputElement),
    cadence: control(form, 'cadence', HTMLSelectElement),
    weekday: control(form, 'weekday', HTMLSelectElement),
    hour: control(form, 'hour', HTMLSelectElement),
    time_zone: control(form, 'time_zone', HTMLInputElement),
  };

  const showSchedule = (): void => {
    summary.textContent = scheduleWords(scheduleOf(fields));
  };
  const show = ({ accepted, sentence, fields: wrong }: Answer): void => {
    answer.textContent = sentence ?? '';
    answer.classList.toggle('wrong', !accepted);
    const refused = Object.entries(fields).filter(([name, field]) => {
      showError(field, wrong[name] ?? null);
      return Object.hasOwn(wrong, name);
    });
    const first = refused[0]?.[1];
    if (first === undefined) return;
    first.closest('details')?.setAttribute('open', '');
    first.focus();
  };

  let isSending = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    // Not disabled: that would take the focus away from who pressed it.
    button.setAttribute('aria-disabled', 'true');
    show({ accepted: true, sentence: 'Sending …', fields: {} });
    void send(form.action, fields).then((reply) => {
      isSending = false;
      button.removeAttribute('aria-disabled');
      // An address is nobody's business once it is sent, least of all who uses the page next.
      if (reply.accepted) fields.email.value = '';
      show(reply);
    });
  });

  fields.time_zone.value = ownTimeZone() ?? fields.time_zone.value;
  form.addEventListener('input', showSchedule);
  showSchedule();
};

const control = <E extends Element>(form: HTMLFormElement, name: string, kind: new () => E): E => {
  const found = form.elements.namedItem(name);
  if (!(found instanceof kind)) throw new Error(`the form has no ${name}`);
  return found;
};

const ownTimeZone = (): string | null => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions() as { readonly timeZone?: string };
  // What browsers say when they do not know.
  return timeZone === undefined || timeZone === 'Etc/Unknown' ? null : timeZone;
};

const scheduleOf = ({ cadence, weekday, hour, time_zone: zone }: Fields): Schedule => ({
  cadence: cadence.value === 'weekly' ? 'weekly' : 'daily',
  weekday: Number(weekday.value),
  hour: Number(hour.value),
  timeZone: zone.value.trim() || DEFAULT_SCHEDULE.timeZone,
});

const showError = (field: HTMLElement, sentence: string | null): void => {
  const place = field.ownerDocument.getElementById(`${field.id}-error`);
  if (place !== null) place.textContent = sentence ?? '';
  if (sentence === null) field.removeAttribute('aria-invalid');
  else field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', `${field.id}-error`);
};

const send = async (action: string, fields: Fields): Promise<Answer> => {
  const { cadence, weekday, hour, timeZone } = scheduleOf(fields);
  const asked = {
    ...{ email: fields.email.value.trim(), cadence, hour },
    ...(cadence === 'weekly' && { weekday }),
    time_zone: timeZone,
  };
  try {
    const reply = await fetch(action, {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify(asked),
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    const body: unknown = await reply.json().catch(() => null);
    return answerOf(reply.status, body, reply.headers.get('Retry-After'));
  } catch {
    return NO_ANSWER;
  }
};
