/** Style of the page, in it; the colours are those of the dashboard. */
export const SQL_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfcfa;
  --ink: #1c1a17;
  --quiet: #67615a;
  --line: #e4dfd7;
  --soft: #f3efe8;
  --ember: #b8400e;
  --focus: #1d5fd1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161514;
    --ink: #ece7e0;
    --quiet: #a39b91;
    --line: #34302c;
    --soft: #221f1d;
    --ember: #ff9a5c;
    --focus: #8ab8ff;
  }
}
* { box-sizing: border-box; }
html {
  background: var(--paper);
  color: var(--ink);
  font: 100%/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif;
  text-size-adjust: 100%;
}
body { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: break-word; }
h1 { margin: 0.5rem 0; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 0.5rem; font-size: 1.25rem; }
h3 { margin: 1.75rem 0 0.25rem; font-size: 1rem; }
p, ul { margin: 0.5rem 0; }
ul { padding-left: 1.25rem; }
a { color: var(--ember); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
code, pre { font: 0.875em/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; }
pre { margin: 0.5rem 0; padding: 0.75rem 1rem; overflow-x: auto; border-radius: 8px; background: var(--soft); }
pre code { font-size: 0.8125rem; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
caption { padding: 0.25rem 0; color: var(--quiet); text-align: left; }
th, td { padding: 0.375rem 1rem 0.375rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
td code { white-space: nowrap; }
h3 code { font-size: 1rem; }
@media (max-width: 40rem) {
  th, td { padding-right: 0.5rem; }
  td code { white-space: normal; overflow-wrap: anywhere; }
}
.quiet { color: var(--quiet); }
`;
