import type { ChartLines } from './chart-lines.ts';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 720;
const HEIGHT = 240;
const EDGE = { left: 64, right: 12, top: 10, bottom: 24 } as const;
const TICKS = 4;

type Attributes = Readonly<Record<string, string | number>>;

/** A picture of lines with its key beneath; the table beside it has the same numbers. */
export const lineChart = ({ x, lines }: ChartLines): readonly Element[] => {
  const xs = lines[0]?.points.map(([at]) => at) ?? [];
  const ys = lines.flatMap(({ points }) => points.flatMap(([, y]) => (y === null ? [] : [y])));
  const across = scale([xs[0] ?? 0, xs.at(-1) ?? 1], [EDGE.left, WIDTH - EDGE.right]);
  const range = [Math.min(0, ...ys), Math.max(0, ...ys)] as const;
  const up = scale(range, [HEIGHT - EDGE.bottom, EDGE.top]);
  const names = lines.map(({ name }) => name).join(', ');
  const svg = element('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
    'aria-label': `${names} by ${x.name}, ${xs.length} points`,
  });
  for (const value of steps(range)) {
    const y = up(value);
    svg.append(
      element('line', { class: 'grid', x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y, y2: y }),
      element('text', { x: EDGE.left - 8, y: y + 4, 'text-anchor': 'end' }, short(value)),
    );
  }
  for (const [n, value] of steps([xs[0] ?? 0, xs.at(-1) ?? 1]).entries()) {
    const anchor = n === 0 ? 'start' : n === TICKS ? 'end' : 'middle';
    const label = x.isTime
      ? new Date(value).toISOString().slice(0, 16).replace('T', ' ')
      : short(value);
    svg.append(element('text', { x: across(value), y: HEIGHT - 6, 'text-anchor': anchor }, label));
  }
  for (const [n, { points }] of lines.entries()) {
    svg.append(element('path', { class: `line line-${n}`, d: pathOf(points, across, up) }));
  }
  const key = document.createElement('figcaption');
  for (const [n, { name }] of lines.entries()) {
    const sign = element('svg', { viewBox: '0 0 16 8', 'aria-hidden': 'true' });
    sign.append(element('path', { class: `line line-${n}`, d: 'M0 4H16' }));
    const entry = document.createElement('span');
    entry.append(sign, ` ${name}`);
    key.append(entry);
  }
  return [svg, key];
};

type Span = readonly [number, number];

const scale =
  ([from, to]: Span, [low, high]: Span) =>
  (value: number): number =>
    low + ((value - from) / (to - from || 1)) * (high - low);

const steps = ([from, to]: Span): readonly number[] =>
  Array.from({ length: TICKS + 1 }, (_, n) => from + ((to - from) * n) / TICKS);

const short = (value: number): string =>
  Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 }).format(value);

/** A gap where there is no value. */
const pathOf = (
  points: readonly (readonly [number, number | null])[],
  across: (x: number) => number,
  up: (y: number) => number,
): string =>
  points
    .map(([x, y], n) => {
      if (y === null) return '';
      const before = points[n - 1]?.[1] ?? null;
      return `${before === null ? 'M' : 'L'}${across(x).toFixed(1)} ${up(y).toFixed(1)}`;
    })
    .join('');

const element = (name: string, attributes: Attributes, text = ''): Element => {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes))
    made.setAttribute(attribute, `${value}`);
  made.textContent = text;
  return made;
};
