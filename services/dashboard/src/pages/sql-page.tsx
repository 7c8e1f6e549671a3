/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { type AssetPaths, layout } from './layout.tsx';

export type SqlPageOptions = {
  readonly assets: AssetPaths;
  /** Address of the page about what can be asked. */
  readonly sqlDocs: string | null;
};

const FIRST = `SELECT hour, sum(votes) AS votes
FROM votes_hourly
GROUP BY hour
ORDER BY hour`;

/** The box to ask in; controls have no names, so that no form sends the key by itself. */
export const sqlPage = ({ assets, sqlDocs }: SqlPageOptions) =>
  layout({
    title: 'Ask in SQL · Daily Papers',
    assets,
    children: (
      <main class="sql">
        <p class="brand">
          <a href="/">Daily Papers</a>
        </p>
        <h1>Ask in SQL</h1>
        {sqlDocs === null ? null : (
          <p class="hint">
            <a href={sqlDocs}>What can be asked, with worked questions</a>
          </p>
        )}
        <noscript>
          <p class="hint">This box needs JavaScript. Other tools ask the SQL port without it.</p>
        </noscript>
        <form class="ask" method="post" action="/sql" autocomplete="off">
          <label for="sql-key">Key with the scope sql; kept in this tab until it is closed</label>
          <input id="sql-key" type="password" autocomplete="off" spellcheck={false} required />
          <label for="sql-statement">Statement</label>
          <textarea id="sql-statement" rows={9} spellcheck={false} required>
            {FIRST}
          </textarea>
          <p class="actions">
            <button type="submit" id="sql-run" disabled>
              Run
            </button>
            <button type="button" id="sql-stop" disabled>
              Stop
            </button>
            <button type="button" id="sql-csv" disabled>
              Download CSV
            </button>
          </p>
        </form>
        <p class="told" role="status" />
        <figure class="chart" hidden />
        <div class="result" tabindex={0} role="region" aria-label="Result" hidden />
      </main>
    ),
  });
