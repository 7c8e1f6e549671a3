/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { cleanLine } from './clean-line.ts';
import type { DigestItem, ReadDigest } from './digest.ts';
import { PALETTE } from './palette.ts';
import { factWords, titleWords } from './words.ts';

const { page, card, text, quiet, link } = PALETTE.light;
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

// As texts, not objects: their order is part of the bytes.
export const STYLE = {
  body: `margin:0;padding:0;background-color:${page}`,
  hidden: 'display:none;font-size:1px;line-height:1px;max-height:0;overflow:hidden;mso-hide:all',
  page: `width:100%;background-color:${page}`,
  frame: 'padding:16px 8px',
  card: `width:100%;max-width:600px;background-color:${card};border-radius:8px`,
  cell: `padding:12px 20px;${FONT};text-align:left`,
  head: `margin:0;font-size:22px;line-height:28px;color:${text}`,
  when: `margin:4px 0 0;font-size:14px;line-height:20px;color:${quiet}`,
  title: 'margin:0;font-size:17px;line-height:24px;font-weight:600',
  link: `color:${link}`,
  facts: `margin:2px 0 0;font-size:14px;line-height:20px;color:${quiet}`,
};

export const Head = ({ name, line }: { readonly name: string; readonly line: string }) => (
  <tr>
    <td style={STYLE.cell}>
      <h1 class="text" style={STYLE.head}>
        {cleanLine(name, 100)}
      </h1>
      <p class="quiet" style={STYLE.when}>
        {line}
      </p>
    </td>
  </tr>
);

export const Item = ({ item }: { readonly item: DigestItem }) => (
  <tr>
    <td style={STYLE.cell}>
      <h2 class="text" style={`${STYLE.title};color:${text}`}>
        {`${item.rank}. `}
        <a class="link" href={item.url} style={STYLE.link} dir="auto">
          {titleWords(item)}
        </a>
      </h2>
      <p class="quiet" style={STYLE.facts}>
        {factWords(item)}
      </p>
    </td>
  </tr>
);

export const Foot = ({ site, links }: ReadDigest, left: number) => {
  const name = cleanLine(site.name, 100);
  const rest = left === 0 ? '' : `, ${left} more of it`;
  return (
    <tr>
      <td style={STYLE.cell}>
        <p class="text" style={`${STYLE.title};color:${text}`}>
          <Anchor href={links.archive}>{`The whole list on ${name}${rest}`}</Anchor>
        </p>
        <p class="quiet" style={`${STYLE.facts};margin-top:16px`}>
          {'You get this because you asked '}
          <Anchor href={site.url}>{name}</Anchor>
          {' for it. '}
          <Anchor href={links.preferences}>Choose when and what you get</Anchor>
          {' or '}
          <Anchor href={links.unsubscribe}>unsubscribe from this digest</Anchor>.
        </p>
      </td>
    </tr>
  );
};

export const Anchor = ({
  href,
  children,
}: {
  readonly href: string;
  readonly children: string;
}) => (
  <a class="link" href={href} style={STYLE.link}>
    {children}
  </a>
);
