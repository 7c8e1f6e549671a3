import {
  SQL_QUESTIONS,
  SQL_VIEWS,
  type DocumentedColumn,
  type DocumentedView,
  type SqlQuestion,
} from '@emberlog/clickhouse';
import { html, raw } from 'hono/html';
import { sqlClients, type SqlClient } from './sql-clients.ts';
import { SQL_LIMITS } from './sql-limits.ts';
import { SQL_STYLE } from './sql-style.ts';

/** A part of the page; what is put into one is escaped unless it is one. */
type Part = ReturnType<typeof html>;

/** Where analysts ask; `box` is the address of a page that does. */
export type SqlPlace = {
  readonly host: string;
  readonly port: number;
  readonly box: string | null;
};

/** To the letter what the policy of the page allows by its hash. */
const STYLE = raw(`<style>${SQL_STYLE}</style>`);

/** The page `/docs/sql`, from the catalogue of views and the worked questions. */
export const sqlPage = (at: SqlPlace): Part =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>SQL · Daily Papers</title>
        ${STYLE}
      </head>
      <body>
        <main>
          <p><a href="/">Daily Papers</a></p>
          <h1>Ask in SQL</h1>
          ${introduction(at)} ${contents()}
          <h2 id="connect">Connect</h2>
          ${sqlClients(at.host, at.port).map(clientPart)}
          <h2 id="limits">Limits</h2>
          ${limits()}
          <h2 id="views">Views</h2>
          <p>
            Names, columns and meanings stay as they are when the tables behind them are rebuilt or
            change. All times are UTC.
          </p>
          ${SQL_VIEWS.map(viewPart)}
          <h2 id="questions">Worked questions</h2>
          <p>
            Each runs as it stands. Tests ask them all, and compare the numbers with what the log of
            events gives without SQL.
          </p>
          ${SQL_QUESTIONS.map((question) => questionPart(question, at.box))}
        </main>
      </body>
    </html>`;

const introduction = ({ host, port, box }: SqlPlace): Part => html`
  <p>
    Everything that the rankings are made of can be asked in the SQL of
    <a href="https://clickhouse.com/docs/sql-reference">ClickHouse</a>, at
    <code>http://${host}:${port}</code>, by any tool that speaks its HTTP protocol. The user may
    have any name; the password is a key with the scope <code>sql</code>. Where Emberlog made its
    keys itself, one is in <code>keys.json</code> in the data directory, as <code>sql</code>.
  </p>
  <p>
    Nothing can be written or changed there, and only the views below can be read. Readers appear as
    pseudonyms: equal for equal readers, so that they can be counted and followed, and made for
    these views alone, so that they say nothing about who it is.
  </p>
  ${box === null ? '' : html`<p><a href="${box}">Ask in the browser</a></p>`}
`;

const contents = (): Part => html`
  <nav aria-label="On this page">
    <ul>
      <li><a href="#connect">Connect</a></li>
      <li><a href="#limits">Limits</a></li>
      <li>
        <a href="#views">Views</a>: ${listed(SQL_VIEWS.map(({ name }) => [`view-${name}`, name]))}
      </li>
      <li>
        <a href="#questions">Worked questions</a>
        <ul>
          ${SQL_QUESTIONS.map(({ name, title }) => html`<li><a href="#${name}">${title}</a></li>`)}
        </ul>
      </li>
    </ul>
  </nav>
`;

const listed = (links: readonly (readonly [string, string])[]): readonly Part[] =>
  links.map(
    ([id, words], index) =>
      html`${index === 0 ? '' : ', '}<a href="#${id}"><code>${words}</code></a>`,
  );

/** Code that may be wider than the page: who has no mouse scrolls it by keys. */
const code = (text: string, label: string): Part =>
  html`<pre tabindex="0" role="region" aria-label="${label}"><code>${text}</code></pre>`;

const clientPart = ({ name, note, text }: SqlClient): Part => html`
  <h3>${name}</h3>
  <p>${note}</p>
  ${code(text, `How ${name} connects`)}
`;

const table = (
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Part[])[],
): Part => html`
  <div class="wide" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>
`;

const limits = (): Part => html`
  <p>
    Who asks for more is answered with an error that says which limit it was; nobody else is slowed
    down. Sums by the hour and by the day (<code>votes_hourly</code>, <code>views_daily</code>) are
    kept ready and take far less than the events themselves.
  </p>
  ${table(
    'What one statement may take',
    ['Of', 'At most'],
    SQL_LIMITS.map(([name, most]) => [html`${name}`, html`${most}`]),
  )}
`;

const columnCells = ({ name, type, comment }: DocumentedColumn): readonly Part[] => [
  html`<code>${name}</code>`,
  html`<code>${type}</code>`,
  html`${sentence(comment)}`,
];

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

const viewPart = ({ name, comment, columns, takes }: DocumentedView): Part => html`
  <h3 id="view-${name}"><code>${name}</code></h3>
  <p>${sentence(comment)}</p>
  ${
    takes.length === 0
      ? ''
      : html`${code(
          `SELECT * FROM ${name}(${takes.map((each) => `${each.name} = ${each.example}`).join(', ')}) LIMIT 10`,
          `How ${name} is called`,
        )}
        ${table(`What ${name} takes`, ['Parameter', 'Type', 'Meaning'], takes.map(columnCells))}`
  }
  ${table(`Columns of ${name}`, ['Column', 'Type', 'Meaning'], columns.map(columnCells))}
`;

const questionPart = (
  { name, title, why, sql, columns }: SqlQuestion,
  box: string | null,
): Part => html`
  <h3 id="${name}">${title}</h3>
  <p>${why}</p>
  ${code(sql, title)}
  <p class="quiet">
    Gives
    ${Object.entries(columns).map(
      ([column, meaning], index) =>
        html`${index === 0 ? '' : '; '}<code>${column}</code>, ${meaning}`,
    )}.
    ${
      box === null
        ? ''
        : html`<a href="${box}#sql=${encodeURIComponent(sql)}" aria-label="Ask it: ${title}"
            >Ask it</a
          >`
    }
  </p>
`;
