/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { layout, type Site } from './layout.tsx';

/** Asks for a click, the same of everybody: it tells nobody whether somebody is subscribed. */
export const unsubscribePage = (site: Site) =>
  layout({
    site,
    title: 'Unsubscribe',
    children: (
      <>
        <p>One click, and no more digests are sent to you.</p>
        <form method="post">
          <button class="action">Unsubscribe</button>
        </form>
      </>
    ),
  });
