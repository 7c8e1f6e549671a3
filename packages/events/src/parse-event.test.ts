import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { parseEvent, type ParsedEvent } from './parse-event.ts';

const NOW = Date.UTC(2026, 0, 15, 12);

const parse = (input: unknown, envelope: 'lenient' | 'cloudevents' = 'lenient'): ParsedEvent =>
  parseEvent(input, { receivedAt: NOW, envelope });

const upvote = (over: object = {}): object => ({
  id: 'e1',
  type: 'item.upvoted',
  subject: 'paper/1',
  time: '2026-01-15T10:00:00Z',
  data: { actor: 'ann' },
  ...over,
});

const publish = (data: object): object => upvote({ type: 'item.published', data });

const problems = (parsed: ParsedEvent): string[] =>
  parsed.ok ? [] : parsed.issues.map((issue) => issue.path.join('.'));

describe('an event that is well formed', () => {
  test('is read with its own time in milliseconds', () => {
    expect(parse(upvote({ time: '2026-01-15T12:00:00.5+02:00' }))).toEqual({
      ok: true,
      event: {
        id: 'e1',
        source: 'emberlog',
        type: 'item.upvoted',
        subject: 'paper/1',
        time: Date.UTC(2026, 0, 15, 10, 0, 0, 500),
        data: { actor: 'ann' },
      },
    });
  });

  test('without a time takes that of its UUIDv7', () => {
    const id = v7({ msecs: NOW - 5_000 });
    expect(parse(upvote({ id, time: undefined }))).toMatchObject({ event: { time: NOW - 5_000 } });
  });

  test('without a time and without a UUIDv7 takes the time of receipt', () => {
    expect(parse(upvote({ time: undefined }))).toMatchObject({ event: { time: NOW } });
  });

  test('may have extension attributes as a CloudEvent, which are dropped', () => {
    const cloud = upvote({ specversion: '1.0', source: '/site', traceparent: '00-ab' });
    expect(parse(cloud, 'cloudevents')).toMatchObject({ ok: true, event: { source: '/site' } });
  });

  test('keeps a date without a time as its midnight in UTC', () => {
    expect(parse(publish({ title: 'T', publishedAt: '2025-12-02' }))).toMatchObject({
      event: { data: { publishedAt: Date.UTC(2025, 11, 2) } },
    });
  });

  test('of version 0 is upcast to the current version', () => {
    const old = {
      ...publish({ title: 'T', organization: 'Acme', author_count: 3 }),
      dataschema: 'urn:emberlog:item.published:0',
    };
    expect(parse(old)).toMatchObject({
      event: { data: { title: 'T', organization: { name: 'Acme' }, authorCount: 3 } },
    });
  });
});

describe('an event that breaks a rule is refused at the field', () => {
  test.each<[string, object, string]>([
    ['no id', upvote({ id: undefined }), 'id'],
    ['an id with a space', upvote({ id: 'a b' }), 'id'],
    ['an id of 65 characters', upvote({ id: 'a'.repeat(65) }), 'id'],
    ['a subject of dots', upvote({ subject: 'a/../b' }), 'subject'],
    ['a subject with an empty segment', upvote({ subject: 'a//b' }), 'subject'],
    ['a subject that starts with a dash', upvote({ subject: '-a' }), 'subject'],
    ['a subject of 201 characters', upvote({ subject: 'a'.repeat(201) }), 'subject'],
    ['a type only services make', upvote({ type: 'digest.sent' }), 'type'],
    ['a time without a zone', upvote({ time: '2026-01-15T10:00:00' }), 'time'],
    ['a day that does not exist', upvote({ time: '2026-02-30T10:00:00Z' }), 'time'],
    ['a year after 2199', upvote({ time: '2200-01-01T00:00:00Z' }), 'time'],
    ['a version nobody knows', upvote({ dataschema: 'urn:emberlog:item.upvoted:9' }), 'dataschema'],
    ['no data', upvote({ data: undefined }), 'data.actor'],
    ['data that is a list', upvote({ data: [] }), 'data'],
    ['an actor of 201 characters', upvote({ data: { actor: 'a'.repeat(201) } }), 'data.actor'],
    ['an empty actor', upvote({ data: { actor: '' } }), 'data.actor'],
    ['an unknown field', upvote({ data: { actor: 'a', weight: 2 } }), 'data'],
    ['an unknown attribute', upvote({ tiem: 'x' }), ''],
    ['a title with NUL', publish({ title: 'a\0b' }), 'data.title'],
    ['a title with a lone surrogate', publish({ title: 'a\ud800b' }), 'data.title'],
    ['a title that is blank', publish({ title: ' \n' }), 'data.title'],
    ['a title of 501 characters', publish({ title: '😀'.repeat(501) }), 'data.title'],
    ['a title cleared', publish({ title: null }), 'data.title'],
    ['a list date cleared', publish({ listedOn: null }), 'data.listedOn'],
    ['a script as url', publish({ url: 'javascript:alert(1)' }), 'data.url'],
    ['a date before 1970', publish({ publishedAt: '1969-12-31' }), 'data.publishedAt'],
    ['a negative count', publish({ comments: -1 }), 'data.comments'],
    ['a fractional count', publish({ authorCount: 1.5 }), 'data.authorCount'],
  ])('%s', (_, input, path) => {
    expect(problems(parse(input))).toContain(path);
  });

  test('a CloudEvent without specversion and source', () => {
    expect(problems(parse(upvote(), 'cloudevents'))).toEqual(['specversion', 'source']);
  });

  test.each([null, undefined, 1, 'x', [], true])('%j is no event', (input) => {
    expect(parse(input).ok).toBe(false);
  });
});

test('a title of 500 characters outside the basic plane is accepted', () => {
  expect(parse(publish({ title: '😀'.repeat(500) })).ok).toBe(true);
});
