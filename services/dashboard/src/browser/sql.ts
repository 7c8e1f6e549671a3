import { readAnswer } from './sql/answer.ts';
import { chartLines } from './sql/chart-lines.ts';
import { harmlessCsv } from './sql/harmless-csv.ts';
import { lineChart } from './sql/line-chart.ts';
import { resultTable } from './sql/result-table.ts';

const SHOWN_ROWS = 1_000;
const SHOWN_TEXT = 100_000;

const find = <E extends Element>(selector: string, kind: new () => E): E => {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`);
  return found;
};

const form = find('form.ask', HTMLFormElement);
const key = find('#sql-key', HTMLInputElement);
const statement = find('#sql-statement', HTMLTextAreaElement);
const run = find('#sql-run', HTMLButtonElement);
const stop = find('#sql-stop', HTMLButtonElement);
const csv = find('#sql-csv', HTMLButtonElement);
const told = find('.told', HTMLElement);
const chart = find('.chart', HTMLElement);
const result = find('.result', HTMLElement);

let running: AbortController | null = null;

const setRunning = (controller: AbortController | null): void => {
  running = controller;
  run.disabled = controller !== null;
  csv.disabled = controller !== null;
  stop.disabled = controller === null;
};

const tell = (words: string, isError = false): void => {
  told.textContent = words;
  told.classList.toggle('wrong', isError);
};

const hideAnswer = (): void => {
  chart.replaceChildren();
  result.replaceChildren();
  chart.hidden = true;
  result.hidden = true;
};

/** Asks for a form of the answer; null where there is none, which is told then. */
const ask = async (
  path: string,
): Promise<{ readonly text: string; readonly took: string } | null> => {
  running?.abort();
  const controller = new AbortController();
  setRunning(controller);
  hideAnswer();
  tell('Running …');
  const begun = performance.now();
  try {
    const headers = { Authorization: `Bearer ${key.value}`, 'Content-Type': 'text/plain' };
    const body = statement.value;
    const reply = await fetch(path, { method: 'POST', headers, body, signal: controller.signal });
    const text = await reply.text();
    const took = `${((performance.now() - begun) / 1_000).toFixed(2)} s`;
    if (reply.ok) return { text, took };
    tell(problemOf(text), true);
  } catch {
    tell(
      controller.signal.aborted ? 'Stopped.' : 'The page could not be reached. Try again.',
      true,
    );
  } finally {
    if (running === controller) setRunning(null);
  }
  return null;
};

/** What the SQL port says of an error, or what the page does. */
const problemOf = (text: string): string => {
  try {
    const { detail } = JSON.parse(text) as { readonly detail?: string };
    return detail ?? text;
  } catch {
    return text.trim();
  }
};

const showAnswer = async (): Promise<void> => {
  const reply = await ask('/sql/table');
  if (reply === null) return;
  result.hidden = false;
  const answer = readAnswer(reply.text);
  if (answer === null) {
    const plain = document.createElement('pre');
    plain.textContent = reply.text.slice(0, SHOWN_TEXT);
    result.replaceChildren(plain);
    tell(`Answered in ${reply.took}.`);
    return;
  }
  const { length } = answer.rows;
  const shown =
    length > SHOWN_ROWS
      ? `the first ${SHOWN_ROWS} rows`
      : `${length} ${length === 1 ? 'row' : 'rows'}`;
  tell(`Answered in ${reply.took}: ${shown}.`);
  result.replaceChildren(resultTable(answer, SHOWN_ROWS));
  const lines = chartLines(answer);
  if (lines === null) return;
  chart.hidden = false;
  chart.replaceChildren(...lineChart(lines));
};

const download = async (): Promise<void> => {
  const reply = await ask('/sql/csv');
  if (reply === null) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([harmlessCsv(reply.text)], { type: 'text/csv' }));
  link.download = 'answer.csv';
  link.click();
  URL.revokeObjectURL(link.href);
  tell(`Answered in ${reply.took}, downloaded.`);
};

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void showAnswer();
});
statement.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
csv.addEventListener('click', () => {
  if (form.reportValidity()) void download();
});
stop.addEventListener('click', () => running?.abort());

// Pages about SQL lead here with a statement, which is only shown until somebody runs it.
const given = new URLSearchParams(location.hash.slice(1)).get('sql');
if (given !== null) statement.value = given;
setRunning(null);
