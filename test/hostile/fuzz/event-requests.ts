import { gzipSync } from 'node:zlib';
import type { Dice } from './dice.ts';
import type { Attacked, FuzzRequest } from './fuzz-request.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { loose, mutateJson, mutateText, writeLoose } from './mutate-json.ts';
import { nastyText } from './nasty-values.ts';

type WireEvent = Readonly<Record<string, unknown>> & { readonly id: string };

const HOUR = 3_600_000;

/** A post of events: right in about every third case, else wrong at one place or more. */
export const eventRequest = (to: Attacked, dice: Dice, index: number): FuzzRequest => {
  const events = Array.from({ length: dice.pick([1, 1, 1, 1, 2, 2, 8]) }, (_, at) =>
    wireEvent(to, dice, `${index}-${at}`),
  );
  const { type, texts, text, headers } = written(events, dice);
  const packed = dice.oneIn(4);
  const body = packed ? gzipSync(text, { level: 1 }) : Buffer.from(text);
  const broken = dice.oneIn(12) && texts.every(isPlain);
  return {
    method: 'POST',
    target: '/v1/events',
    headers: [
      ['Authorization', `Bearer ${authorization(to, dice)}`],
      ['Content-Type', dice.oneIn(25) ? mediaType(dice) : type],
      ...(packed ? [['Content-Encoding', dice.oneIn(25) ? 'br' : 'gzip'] as const] : []),
      ...headers,
    ],
    ...(broken ? { body: mutateBytes(body, dice) } : { body, events: texts }),
  };
};

const wireEvent = (to: Attacked, dice: Dice, serial: string): WireEvent => {
  const time = new Date(to.now - dice.below(24 * HOUR)).toISOString();
  const actor = `reader-${dice.below(40)}`;
  const common = { id: `f-${serial}`, ...(dice.oneIn(10) ? {} : { time }) };
  const subject = dice.pick(to.items);
  switch (dice.below(8)) {
    case 0:
      return {
        ...{ ...common, type: 'item.published', subject: `published/${dice.below(300)}` },
        data: itemData(dice),
      };
    case 1:
      return { ...common, type: 'item.viewed', subject, data: {} };
    case 2:
      return { ...common, type: 'item.viewed', subject, data: { actor } };
    case 3:
      return { ...common, type: 'item.upvote_retracted', subject, data: { actor } };
    case 4:
      return { ...common, type: 'item.withdrawn', subject: `published/${dice.below(300)}` };
    default:
      return { ...common, type: 'item.upvoted', subject, data: { actor } };
  }
};

const itemData = (dice: Dice): object => ({
  title: `Title ${dice.below(1_000)}`,
  ...(dice.oneIn(2) ? { url: 'https://example.org/a', summary: 'words' } : {}),
  ...(dice.oneIn(2) ? { authors: ['Ada', 'Grace'], authorCount: 2, tags: ['a', 'b'] } : {}),
  ...(dice.oneIn(3) ? { organization: { name: 'org', fullname: null }, comments: 3 } : {}),
  ...(dice.oneIn(3) ? { publishedAt: '2025-12-01', listedOn: '2025-12-10' } : {}),
});

type Written = {
  readonly type: string;
  readonly text: string;
  readonly texts: readonly string[];
  readonly headers: readonly (readonly [string, string])[];
};

const written = (events: readonly WireEvent[], dice: Dice): Written => {
  const cloud = (event: WireEvent) => ({ specversion: '1.0', source: '/fuzz', ...event });
  const [first = { id: 'none' }] = events;
  const texts = events.map((event) => eventText(event, dice));
  const clouds = () => events.map((event) => eventText(cloud(event), dice));
  const one = ([text = '']: readonly string[], type: string): Written => {
    return { type, texts: [text], text, headers: [] };
  };
  const list = (type: string, of: readonly string[], text: string): Written => {
    return { type, texts: of, text, headers: [] };
  };
  switch (dice.below(7)) {
    case 0:
      return list('application/x-ndjson', texts, texts.join(dice.pick(['\n', '\r\n', '\n\n'])));
    case 1:
      return one(clouds(), 'application/cloudevents+json');
    case 2: {
      const of = clouds();
      return list('application/cloudevents-batch+json', of, `[${of.join()}]`);
    }
    case 3:
      return binary(first, dice);
    case 4:
      return one(texts, 'application/json');
    case 5:
      return list('application/json', texts, `{"events":[${texts.join()}]}`);
    default:
      return list('application/json', texts, `[${texts.join()}]`);
  }
};

/** Whether it still is all or nothing when it is broken further: else nobody knows what was taken. */
const isPlain = (text: string): boolean => {
  if (text.split(/[:[{]/).length > 40) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const eventText = (event: WireEvent, dice: Dice): string => {
  let value = loose(event);
  for (let more = dice.oneIn(3); more; more = dice.oneIn(2)) value = mutateJson(value, dice);
  return writeLoose(value);
};

const binary = ({ data, ...attributes }: WireEvent, dice: Dice): Written => {
  const headers = Object.entries({ specversion: '1.0', source: '/fuzz', ...attributes });
  const text = eventText({ ...(data as object) } as WireEvent, dice);
  return {
    type: 'application/json',
    text,
    texts: [text],
    headers: headers.map(([name, value]) => {
      const text = dice.oneIn(12) ? mutateText(value, dice) : value;
      return [`ce-${name}`, headerText(text)];
    }),
  };
};

/** What a header may carry at all; the rest is left to raw connections. */
export const headerText = (text: string): string =>
  text
    .slice(0, 2_000)
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')
    .trim();

const authorization = (to: Attacked, dice: Dice): string =>
  dice.oneIn(40)
    ? headerText(dice.pick([to.keys.read, 'el_nobody', '', nastyText(dice), `${to.keys.write}x`]))
    : dice.pick([to.keys.write, to.keys.import]);

const mediaType = (dice: Dice): string =>
  dice.pick([
    'text/plain',
    'application/json; charset=utf-16',
    'application/xml',
    'multipart/form-data; boundary=x',
    '__proto__',
    'application/json;;;',
    'application/cloudevents+json',
  ]);
