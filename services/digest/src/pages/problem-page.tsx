/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Problem, ProblemError } from '@emberlog/service-kit';
import { layout, type Site } from './layout.tsx';

/** The same as the problem's JSON, for who came with a browser. */
export const problemPage = (site: Site, { status, title, detail, errors }: ProblemError) => {
  const fields = errors.filter(({ path }) => path.startsWith('/'));
  const isOfForm = status === 400 && fields.length > 0;
  return layout({
    site,
    title: isOfForm ? 'That did not fit' : title,
    children: (
      <>
        {isOfForm ? <FieldProblems fields={fields} /> : <p>{sentenceOf(detail)}</p>}
        <p>
          {status === 410 || status === 409 ? (
            <a href={site.path}>Subscribe again</a>
          ) : (
            <a href={site.home}>Go to the papers</a>
          )}
        </p>
      </>
    ),
  });
};

const FieldProblems = ({ fields }: { readonly fields: readonly Problem[] }) => (
  <>
    <p>Nothing was changed. Go back and look at this again:</p>
    <ul>
      {fields.map(({ path, message }) => (
        <li>
          {labelOf(path)} {message}.
        </li>
      ))}
    </ul>
  </>
);

const LABELS: Readonly<Record<string, string>> = {
  email: 'The address',
  cadence: 'How often',
  hour: 'The hour',
  weekday: 'The day of the week',
  time_zone: 'The time zone',
  organization: 'The organization',
  tag: 'The tag',
};

const labelOf = (path: string): string => {
  const [, name = ''] = path.split('/');
  return LABELS[name] ?? 'A field';
};

const sentenceOf = (detail: string): string =>
  `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? '' : '.'}`;
