import { createHash } from 'node:crypto';

/** The one style sheet of these pages: the colours of the papers' own, at 320 pixels as well. */
export const STYLE = `:root {
  color-scheme: light dark;
  --paper: #fdfcfa;
  --ink: #1c1a17;
  --quiet: #67615a;
  --line: #8a8279;
  --soft: #f3efe8;
  --ember: #b8400e;
  --on-ember: #ffffff;
  --up: #23713a;
  --down: #a0403a;
  --focus: #1d5fd1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161514;
    --ink: #ece7e0;
    --quiet: #a39b91;
    --line: #7d756c;
    --soft: #221f1d;
    --ember: #ff9a5c;
    --on-ember: #161514;
    --up: #7ccb8f;
    --down: #f0938a;
    --focus: #8ab8ff;
  }
}
* {
  box-sizing: border-box;
}
html {
  background: var(--paper);
  color: var(--ink);
  font: 100%/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif;
  text-size-adjust: 100%;
}
body {
  max-width: 36rem;
  margin: 0 auto;
  padding: 1.5rem 1rem 4rem;
  overflow-wrap: anywhere;
}
p, ul, form, fieldset, details {
  margin: 1rem 0;
}
.brand {
  margin: 0 0 2rem;
  font-weight: 600;
}
.brand a {
  color: inherit;
  text-decoration: none;
}
h1 {
  margin: 0;
  font-size: 1.5rem;
  line-height: 1.25;
}
a {
  color: var(--ember);
  text-underline-offset: 0.15em;
}
:focus-visible {
  outline: 2px solid var(--focus);
  outline-offset: 2px;
  border-radius: 4px;
}
fieldset {
  min-width: 0;
  padding: 0;
  border: 0;
}
legend {
  padding: 0 0 0.25rem;
  color: var(--quiet);
}
label {
  display: block;
  color: var(--quiet);
}
.choice {
  display: inline-block;
  margin-right: 1.5rem;
  padding: 0.25rem 0;
  color: var(--ink);
}
input, select, button {
  font: inherit;
  color: inherit;
}
input:not([type='radio']), select {
  display: block;
  width: 100%;
  min-height: 2.75rem;
  padding: 0.25rem 0.625rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--soft);
  color: var(--ink);
}
input::placeholder {
  color: var(--quiet);
  opacity: 1;
}
input[type='radio'] {
  accent-color: var(--ember);
}
.row {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr));
  gap: 1rem;
}
.row > label {
  display: flex;
  flex-direction: column;
  justify-content: flex-end;
}
.names {
  display: grid;
  gap: 0.5rem;
  align-content: start;
}
button {
  min-height: 2.75rem;
  padding: 0.5rem 1.25rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: none;
  cursor: pointer;
}
.action {
  border-color: var(--ember);
  background: var(--ember);
  color: var(--on-ember);
  font-weight: 600;
}
.final {
  border-color: var(--down);
  color: var(--down);
}
.way-out {
  padding-top: 1rem;
  border-top: 1px solid var(--soft);
}
.papers li {
  margin: 0.75rem 0;
}
.papers, .issues {
  padding-left: 2rem;
}
.issues {
  list-style: none;
  padding-left: 0;
}
summary {
  padding: 0.5rem 0;
  cursor: pointer;
}
.quiet {
  color: var(--quiet);
}
.saved {
  color: var(--up);
  font-weight: 600;
}
`;

/** Changes with the style, so that it may be kept for ever. */
export const STYLE_VERSION = createHash('sha256').update(STYLE).digest('hex').slice(0, 12);
export const STYLE_TAG = `"${STYLE_VERSION}"`;
