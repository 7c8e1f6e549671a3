/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { EmlMessage } from '@emberlog/mailing';
import type { Child } from 'hono/jsx';
import { subscriberOf } from '../outbox/mail-files.ts';
import { type AssetPaths, layout } from './layout.tsx';
import { LinkedText } from './linked-text.tsx';
import { Moment } from './outbox-page.tsx';

export type KeptMailPageOptions = {
  readonly file: string;
  /** Null for what cannot be read as a message. */
  readonly message: EmlMessage | null;
  readonly assets: AssetPaths;
};

/** One mail. Its links work in the text; the HTML part is a picture behind glass. */
export const keptMailPage = ({ file, message, assets }: KeptMailPageOptions) =>
  layout({
    title: 'A kept mail · Daily Papers',
    assets,
    children: (
      <main class="outbox">
        <p class="brand">
          <a href="/mail">Outbox</a>
        </p>
        <h1 dir="auto">{message?.subject ?? 'A mail without a subject'}</h1>
        {message === null ? (
          <p class="empty">This mail cannot be shown. Download it to look at it elsewhere.</p>
        ) : (
          <Message file={file} message={message} />
        )}
        <p class="more">
          <a href={`/mail/${file}/raw`}>Download as .eml</a>
        </p>
      </main>
    ),
  });

const Message = ({ file, message }: { readonly file: string; readonly message: EmlMessage }) => (
  <>
    <dl class="headers">
      <Header name="From" value={message.from} />
      <Header name="To" value={subscriberOf(message)} />
      <Header name="Date" value={message.date === null ? null : <Moment ms={message.date} />} />
      <Header name="Message-ID" value={message.messageId} />
      <Header
        name="Unsubscribe"
        value={message.unsubscribe === null ? null : <LinkedText text={message.unsubscribe} />}
      />
    </dl>
    {message.text === null ? null : (
      <section aria-labelledby="as-text">
        <h2 id="as-text">As text</h2>
        <pre class="text-part" dir="auto">
          <LinkedText text={message.text} />
        </pre>
      </section>
    )}
    {message.html === null ? null : (
      <section aria-labelledby="as-html">
        <h2 id="as-html">As HTML</h2>
        <p class="hint">
          Without scripts and pictures from elsewhere. Links work in the text only.
        </p>
        <iframe sandbox="" src={`/mail/${file}/html`} title="The HTML part of this mail"></iframe>
      </section>
    )}
  </>
);

const Header = ({ name, value }: { readonly name: string; readonly value: Child }) =>
  value === null ? null : (
    <>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </>
  );
