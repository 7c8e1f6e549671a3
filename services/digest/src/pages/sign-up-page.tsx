/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { layout, type Site } from './layout.tsx';
import { NOTHING_CHOSEN, SettingsFields } from './settings-fields.tsx';

/** The form that asks for digests. */
export const signUpPage = (site: Site) =>
  layout({
    site,
    title: 'Papers in your inbox',
    children: (
      <>
        <p>A mail with a link to confirm comes first; nothing else comes before you use it.</p>
        <form method="post" action={site.path}>
          <label>
            Your e-mail address
            <input type="email" name="email" required autocomplete="email" maxlength={254} />
          </label>
          <SettingsFields chosen={NOTHING_CHOSEN} />
          <button class="action">Subscribe</button>
        </form>
      </>
    ),
  });
