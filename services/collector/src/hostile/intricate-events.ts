import { published, upvote } from '../fixture/start-collector.ts';
import type { HostileCase } from './hostile-case.ts';

const FIVE_MIB = 5 * 2 ** 20;
const good = JSON.stringify(upvote());
const item = (data: string): string =>
  JSON.stringify(published({})).replace('"data":{}', `"data":${data}`);

/** As many different fields as fit. */
const fields = (bytes: number): string => {
  const parts: string[] = [];
  for (let left = bytes; left > 20; left -= (parts.at(-1)?.length ?? 0) + 1) {
    parts.push(`"k${parts.length}":1`);
  }
  return parts.join();
};
const brackets = (bytes: number): string => '['.repeat(bytes / 2) + ']'.repeat(bytes / 2);
const hundred = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`k${at}`, at]));

const NDJSON = { 'Content-Type': 'application/x-ndjson' };
const json = (name: string, body: string, status = 400): HostileCase => ({ name, body, status });

/** Small in bytes and large in structure: what a parser and a schema pay for. */
export const intricateEvents: readonly HostileCase[] = [
  json('5 MiB of unknown fields', item(`{${fields(FIVE_MIB - 300)}}`)),
  json('5 MiB of attributes', `{${fields(FIVE_MIB - 300)}}`),
  json('5 MiB of brackets', brackets(FIVE_MIB - 2)),
  json('5 MiB of opening brackets', '['.repeat(FIVE_MIB)),
  json('a bracket too few before good events', `[{"id":[[},${good},${good}]`),
  { ...json('a line of opening brackets', '['.repeat(FIVE_MIB - 2)), headers: NDJSON },
  json('5 MiB of brackets in data', item(`{"title":${brackets(FIVE_MIB - 400)}}`)),
  json('5 MiB of opening braces', '{"a":'.repeat(FIVE_MIB / 5)),
  json('5 MiB of empty objects', `[${'{},'.repeat(FIVE_MIB / 3 - 2)}{}]`, 413),
  json('5 MiB of strangers to events', `{"events":[${good}],${fields(FIVE_MIB - 400)}}`),
  json('fields in an organization', item(`{"organization":{${fields(100_000)}}}`)),
  json('a hundred and one fields', item(JSON.stringify(hundred))),
  json('a million authors of the wrong kind', item(`{"authors":[${'1,'.repeat(1_000_000)}1]}`)),
  json(
    'many events, each of too many fields',
    `[${new Array(99).fill(item(JSON.stringify(hundred))).join()}]`,
  ),
  json('one such event among good ones', `[${good},${item(JSON.stringify(hundred))},${good}]`, 207),
  json('one such event among good ones in events', `{"events":[${good},${brackets(200)}]}`, 207),
  {
    ...json('one such line among good ones', `${good}\n${item(JSON.stringify(hundred))}\n`, 207),
    headers: NDJSON,
  },
  {
    ...json('such data in binary mode', JSON.stringify(hundred)),
    headers: {
      ...{ 'ce-specversion': '1.0', 'ce-id': 'a', 'ce-source': '/t' },
      ...{ 'ce-type': 'item.upvoted', 'ce-subject': 'paper-1' },
    },
  },
  {
    ...json(
      'ninety extensions',
      JSON.stringify({
        ...upvote({ specversion: '1.0', source: '/t' }),
        ...Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`x${at}`, at])),
      }),
      202,
    ),
    headers: { 'Content-Type': 'application/cloudevents+json' },
  },
];
