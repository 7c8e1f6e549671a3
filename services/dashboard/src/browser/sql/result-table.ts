import { cellText, isNumber, type Answer } from './answer.ts';

/** The rows as a table; what strangers wrote is text and never markup. */
export const resultTable = ({ columns, rows }: Answer, most: number): HTMLTableElement => {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const { name, type } of columns) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    cell.title = type;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows.slice(0, most)) {
    const line = body.insertRow();
    for (const [n, column] of columns.entries()) {
      const cell = line.insertCell();
      cell.textContent = cellText(row[n]);
      cell.dir = 'auto';
      if (isNumber(column)) cell.className = 'number';
      if (row[n] === null) cell.className = 'nothing';
    }
  }
  return table;
};
