/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { ActiveSubscriptionReply } from '@emberlog/api';

/** When the next digest comes, by the reader's clock. */
export const NextDigest = ({ shown }: { readonly shown: ActiveSubscriptionReply }) => {
  const { next_digest_at: at, time_zone: timeZone } = shown;
  if (at === null) return <p>Choose a time zone: the one you had is not known here any more.</p>;
  const words = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit' },
  }).format(new Date(at));
  return (
    <p>
      The next digest comes on{' '}
      <time datetime={at}>
        {words} ({timeZone})
      </time>
      .
    </p>
  );
};
