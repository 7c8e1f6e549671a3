/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ActiveSubscriptionReply, SubscriptionReply } from '@emberlog/api';
import { layout, type Site } from './layout.tsx';
import { NextDigest } from './next-digest.tsx';
import { SettingsFields, type Chosen } from './settings-fields.tsx';

export type PreferencesPageOptions = {
  readonly site: Site;
  readonly shown: SubscriptionReply;
  /** Masked; null where it is not known. */
  readonly address: string | null;
  readonly token: string;
  readonly isSaved: boolean;
};

/** What a reader gets, to be changed; and two ways out. */
export const preferencesPage = (options: PreferencesPageOptions) => {
  const { site, shown, address, token, isSaved } = options;
  const isActive = shown.status === 'active';
  const query = `?token=${encodeURIComponent(token)}`;
  return layout({
    site,
    title: 'Your digests',
    children: (
      <>
        {isSaved ? <p class="saved">Your changes are saved.</p> : null}
        {address === null ? null : <p class="quiet">For {address}</p>}
        {isActive ? <Settings shown={shown} /> : <p>{shown.detail}</p>}
        {isActive ? (
          <form method="post" action={`${site.path}/unsubscribe${query}`} class="way-out">
            <button>Unsubscribe</button>
          </form>
        ) : (
          <p>
            <a href={site.path}>Subscribe again</a>
          </p>
        )}
        {shown.status === 'erased' ? null : (
          <details class="way-out">
            <summary>Erase all that is known of you</summary>
            <p>
              Your address and all that you chose are erased for good, and no more digests are sent.
            </p>
            <form method="post" action={`${site.path}/erase${query}`}>
              <button class="final">Erase</button>
            </form>
          </details>
        )}
      </>
    ),
  });
};

const Settings = ({ shown }: { readonly shown: ActiveSubscriptionReply }) => (
  <>
    <NextDigest shown={shown} />
    <form method="post">
      <SettingsFields chosen={chosenOf(shown)} />
      <button class="action">Save</button>
    </form>
  </>
);

const chosenOf = (shown: ActiveSubscriptionReply): Chosen => ({
  ...{ cadence: shown.cadence, hour: shown.hour, weekday: shown.weekday },
  timeZone: shown.time_zone,
  organizations: shown.filters.organization,
  tags: shown.filters.tag,
});
