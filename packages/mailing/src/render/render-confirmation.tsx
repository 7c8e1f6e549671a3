/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import wrapAnsi from 'wrap-ansi';
import { cleanLine } from './clean-line.ts';
import { type Confirmation, confirmationSchema, type ReadConfirmation } from './confirmation.ts';
import { Anchor, Head, STYLE } from './html-parts.tsx';
import { renderMailPage } from './mail-page.tsx';
import { PALETTE } from './palette.ts';
import type { RenderedDigest } from './render-digest.ts';
import { settingsWords } from './words.ts';

const COLUMNS = 78;
const LASTS = 'The link works once, within two days.';
const NOT_YOU = 'If it was not you, do nothing: no digest will come. You can also';

/**
 * The mail that asks for a confirmation, as text and HTML; equal input gives equal bytes.
 * @throws ZodError for a field that breaks {@link confirmationSchema}
 */
export const renderConfirmation = (confirmation: Confirmation): RenderedDigest => {
  const read = confirmationSchema.parse(confirmation);
  const name = cleanLine(read.site.name, 100);
  const subject = cleanLine(`Confirm your subscription to ${name}`, 120);
  return { subject, text: textOf(read, name), html: htmlOf(read, name, subject) };
};

const askedWords = ({ settings }: ReadConfirmation, name: string): string =>
  `Somebody, we hope you, asked for ${settingsWords(settings)} of ${name} to this address.`;

const textOf = (read: ReadConfirmation, name: string): string =>
  [
    wrapped(askedWords(read, name)),
    `Confirm it here:\n${read.links.confirm}`,
    wrapped(LASTS),
    `${wrapped(`${NOT_YOU} withdraw the request:`)}\n${read.links.unsubscribe}`,
    `-- \n${name}\n${read.site.url}`,
  ]
    .join('\n\n')
    .concat('\n');

const wrapped = (text: string): string => wrapAnsi(text, COLUMNS, { hard: true });

const htmlOf = (read: ReadConfirmation, name: string, subject: string): string =>
  renderMailPage({
    subject,
    preview: askedWords(read, name),
    rows: [
      <Head name={name} line="Confirm your subscription" />,
      <tr>
        <td style={STYLE.cell}>
          <p class="text" style={`${STYLE.when};color:${PALETTE.light.text}`}>
            {askedWords(read, name)}
          </p>
          <p class="text" style={`${STYLE.title};margin-top:16px`}>
            <Anchor href={read.links.confirm}>Confirm the subscription</Anchor>
          </p>
          <p class="quiet" style={STYLE.facts}>
            {LASTS}
          </p>
          <p class="quiet" style={`${STYLE.facts};margin-top:16px`}>
            {`${NOT_YOU} `}
            <Anchor href={read.links.unsubscribe}>withdraw the request</Anchor>.
          </p>
        </td>
      </tr>,
    ],
  });
