/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { KeptMail } from '../outbox/mail-files.ts';
import { momentWords } from '../words/day-words.ts';
import { type AssetPaths, layout } from './layout.tsx';

export type OutboxPageOptions = {
  readonly mails: readonly KeptMail[];
  /** Those that are not shown included. */
  readonly total: number;
  readonly assets: AssetPaths;
};

/** The mails that were kept instead of sent, newest first. */
export const outboxPage = ({ mails, total, assets }: OutboxPageOptions) =>
  layout({
    title: 'Outbox · Daily Papers',
    assets,
    children: (
      <main class="outbox">
        <p class="brand">
          <a href="/">Daily Papers</a>
        </p>
        <h1>Outbox</h1>
        <p class="hint">
          Mails are not sent from here: each is kept as a file. Their links confirm and unsubscribe,
          so only this machine sees this page.
        </p>
        {mails.length === 0 ? (
          <p class="empty">
            No mails yet. The first one appears here when somebody subscribes:{' '}
            <a href="/">go to the papers</a>, then reload this page.
          </p>
        ) : (
          <ol class="mails">
            {mails.map((mail) => (
              <Line mail={mail} />
            ))}
          </ol>
        )}
        {total > mails.length ? (
          <p class="hint">
            The newest {mails.length} of {total}. All of them are in the directory of the outbox.
          </p>
        ) : null}
      </main>
    ),
  });

const Line = ({ mail: { file, subject, date, subscriber } }: { readonly mail: KeptMail }) => (
  <li>
    <a href={`/mail/${file}`} dir="auto">
      {subject ?? 'without a subject'}
    </a>
    <p class="about-mail">
      <Moment ms={date} />
      <span>
        to {subscriber === null ? 'somebody it does not name' : <bdi class="id">{subscriber}</bdi>}
      </span>
    </p>
  </li>
);

/** A time in the reader's own zone once the script has run. */
export const Moment = ({ ms }: { readonly ms: number }) => {
  const time = new Date(ms).toISOString();
  return (
    <time datetime={time} data-show="moment">
      {momentWords(time)}
    </time>
  );
};
