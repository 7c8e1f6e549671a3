/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { html, raw } from 'hono/html';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { cleanLine } from './clean-line.ts';
import { STYLE } from './html-parts.tsx';
import { DARK_STYLES } from './palette.ts';

/** Outlook on Windows knows no `max-width`: it is given a table of 600 pixels around ours. */
const OUTLOOK_OPENS = raw(
  '<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->',
);
const OUTLOOK_CLOSES = raw('<!--[if mso]></td></tr></table><![endif]-->');

const table = { role: 'presentation', cellpadding: '0', cellspacing: '0', border: 0 } as const;

export type MailPage = {
  readonly subject: string;
  /** What clients show beside the subject. */
  readonly preview: string;
  /** Rows of the one column. */
  readonly rows: readonly JSX.Element[];
};

/** A document that loads nothing. Everything from outside goes through JSX, which escapes it. */
export const renderMailPage = ({ subject, preview, rows }: MailPage): string => {
  const page = html`<!doctype html>${(
      <html lang="en" dir="ltr">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="supported-color-schemes" content="light dark" />
          <title>{subject}</title>
          <style>{raw(DARK_STYLES)}</style>
        </head>
        <body class="page" style={STYLE.body}>
          <div style={STYLE.hidden}>{cleanLine(preview, 300)}</div>
          <table {...table} class="page" width="100%" style={STYLE.page}>
            <tr>
              <td align="center" style={STYLE.frame}>
                {OUTLOOK_OPENS}
                <table {...table} class="card" width="100%" style={STYLE.card}>
                  {rows}
                </table>
                {OUTLOOK_CLOSES}
              </td>
            </tr>
          </table>
        </body>
      </html>
    )}`;
  // Only parts that wait for something make it one.
  if (page instanceof Promise) throw new Error('a page of parts that are not there yet');
  return page.toString();
};
