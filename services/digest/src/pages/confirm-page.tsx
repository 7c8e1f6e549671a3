/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ActiveSubscriptionReply } from '@emberlog/api';
import type { DigestSettings } from '@emberlog/events';
import { layout, type Site } from './layout.tsx';
import { NextDigest } from './next-digest.tsx';
import { settingsWords } from './settings-words.ts';

/** Asks for a click. The form has no address of its own: it goes where the page came from. */
export const confirmPage = (site: Site, settings: DigestSettings) =>
  layout({
    site,
    title: 'Confirm your subscription',
    children: (
      <>
        {settingsWords(settings).map((sentence) => (
          <p>{sentence}</p>
        ))}
        <form method="post">
          <button class="action">Confirm</button>
        </form>
        <p class="quiet">If you did not ask for this, close this page, and nothing is sent.</p>
      </>
    ),
  });

export const confirmedPage = (site: Site, shown: ActiveSubscriptionReply, token: string) =>
  layout({
    site,
    title: 'You are subscribed',
    children: (
      <>
        <NextDigest shown={shown} />
        <p>
          <a href={`${site.path}/preferences?token=${encodeURIComponent(token)}`}>
            Change what you get
          </a>
        </p>
        <p>
          <a href={site.home}>Go to the papers</a>
        </p>
      </>
    ),
  });
