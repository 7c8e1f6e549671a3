import { gzip, upvote } from '../fixture/start-collector.ts';
import type { HostileCase } from './hostile-case.ts';

const good = JSON.stringify(upvote());
const cloudEvent = JSON.stringify(upvote({ specversion: '1.0', source: '/test' }));
const view = JSON.stringify({
  ...{ specversion: '1.0', source: '/test', id: 'view-1' },
  ...{ type: 'item.viewed', subject: 'paper-1' },
});
const BINARY = {
  'ce-specversion': '1.0',
  'ce-id': 'vote-1',
  'ce-source': '/test',
  'ce-type': 'item.upvoted',
  'ce-subject': 'paper-1',
};

const typed = (contentType: string, status: number, body = good): HostileCase => ({
  name: `Content-Type: ${contentType}`,
  body,
  status,
  headers: { 'Content-Type': contentType },
});
const encoded = (encoding: string, status: number): HostileCase => ({
  name: `Content-Encoding: ${encoding}`,
  body: good,
  status,
  headers: { 'Content-Encoding': encoding },
});
const binary = (
  name: string,
  headers: Readonly<Record<string, string>>,
  status = 400,
  body = '{"actor":"ada"}',
): HostileCase => ({ name, body, status, headers: { ...BINARY, ...headers } });
const structured = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';

/** Requests whose headers or size are the trouble. */
export const hostileRequests: readonly HostileCase[] = [
  typed('', 415),
  typed('text/plain', 415),
  typed('application/x-www-form-urlencoded', 415),
  typed('multipart/form-data; boundary=x', 415),
  typed('application/xml', 415),
  typed('application/cloudevents+xml', 415),
  typed('application/json, text/plain', 415),
  typed('application/jsonx', 415),
  typed('json', 415),
  typed('__proto__', 415),
  typed('application/json; charset=utf-16', 415),
  typed('application/json; charset="iso-8859-1"', 415),
  typed('application/json; charset=', 415),
  typed('APPLICATION/JSON ; Charset="UTF-8"', 202),
  typed('application/json; profile=x', 202),
  typed('application/x-ndjson; charset=utf-8', 202),
  typed(structured, 202, cloudEvent),
  typed(structured, 400),
  typed(structured, 400, `[${cloudEvent}]`),
  typed(structured, 400, `{"events":[${cloudEvent}]}`),
  typed(batch, 202, `[${cloudEvent}]`),
  typed(batch, 400, cloudEvent),
  typed(batch, 400, '[]'),
  typed(batch, 400, `[${good}]`),
  typed(structured, 202, view),
  typed(structured, 400, view.replace('}', ',"data_base64":"e30="}')),
  encoded('br', 415),
  encoded('deflate', 415),
  encoded('gzip, gzip', 415),
  encoded('zstd', 415),
  encoded('identity', 202),
  binary('a binary event', {}, 202),
  binary('a binary event with a percent-encoded subject', { 'ce-subject': 'paper%2D1' }, 202),
  binary('a binary event with a quoted subject', { 'ce-subject': '"paper\\-1"' }, 202),
  binary('a binary subject that decodes to a NUL', { 'ce-subject': 'a%00b' }),
  binary('a binary subject with broken encoding', { 'ce-subject': 'a%zz' }),
  binary('a binary subject of broken UTF-8', { 'ce-subject': 'a%ff' }),
  binary('a binary event with a header for data', { 'ce-data': '{"actor":"eve"}' }),
  binary('a binary event with __proto__ for an extension', { 'ce-__proto__': 'x' }, 202),
  binary('a binary event without source', { 'ce-source': '' }),
  binary('a binary event that is an array', {}, 400, `[${good}]`),
  binary('a binary event of broken JSON', {}, 400, '{'),
  binary('a binary vote without data', {}, 400, ''),
  { name: '1,001 events', body: `[${new Array(1_001).fill(good).join()}]`, status: 413 },
  {
    name: '1,001 lines',
    body: `${good}\n`.repeat(1_001),
    status: 413,
    headers: { 'Content-Type': 'application/x-ndjson' },
  },
  {
    name: '1,001 nulls',
    body: `{"events":[${new Array(1_001).fill(null).join('null,')}null]}`,
    status: 413,
  },
  { name: 'one byte over 5 MiB', body: good.padEnd(5 * 2 ** 20 + 1), status: 413 },
  { name: '5 MiB', body: good.padEnd(5 * 2 ** 20), status: 202 },
  {
    name: 'a gzip bomb of 100 MiB',
    body: gzip(new Uint8Array(100 * 2 ** 20)),
    status: 413,
    headers: { 'Content-Encoding': 'gzip' },
  },
  {
    name: 'a Content-Length that is none',
    body: good,
    status: 202,
    headers: { 'Content-Length': 'many' },
  },
];
