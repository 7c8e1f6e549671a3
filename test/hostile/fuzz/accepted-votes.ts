import { ingestReply } from '@emberlog/api';
import { gunzipSync } from 'node:zlib';
import type { FuzzRequest } from './fuzz-request.ts';
import type { FuzzReply } from './send-request.ts';

/** How many votes an item may have: one number, unless a vote's own time is not known here. */
type VoteRange = { readonly least: number; readonly most: number };

export type AcceptedVotes = {
  /** Takes note of what a reply of `POST /v1/events` accepted. */
  readonly include: (request: FuzzRequest, reply: FuzzReply) => void;
  readonly events: () => number;
  readonly of: (item: string) => VoteRange;
};

type Ballot = { readonly time: number; readonly id: string; readonly up: boolean };

/**
 * A fold of its own, apart from the product's: for each item and actor the event with the latest
 * (time, id) decides. An event that brought no time was dated by the product; where it could
 * change the outcome, both outcomes are allowed.
 */
export const createAcceptedVotes = (): AcceptedVotes => {
  const ballots = new Map<string, Map<string, Ballot>>();
  const undated = new Map<string, Map<string, boolean | 'either'>>();
  let events = 0;

  const add = (event: Readonly<Record<string, unknown>>): void => {
    const up = event['type'] === 'item.upvoted';
    if (!up && event['type'] !== 'item.upvote_retracted') return;
    const { actor } = event['data'] as { actor: string };
    const item = event['subject'] as string;
    const id = event['id'] as string;
    if (typeof event['time'] !== 'string') {
      const known = inner(undated, item).get(actor);
      inner(undated, item).set(actor, known === undefined || known === up ? up : 'either');
      return;
    }
    const time = Date.parse(event['time']);
    const held = inner(ballots, item).get(actor);
    if (held === undefined || time > held.time || (time === held.time && id > held.id)) {
      inner(ballots, item).set(actor, { time, id, up });
    }
  };
  const rangeOf = (item: string, actor: string): VoteRange => {
    const dated = ballots.get(item)?.get(actor)?.up;
    const own = undated.get(item)?.get(actor);
    const outcomes = [dated, ...(own === 'either' ? [true, false] : [own])].filter(
      (outcome) => outcome !== undefined,
    );
    const votes = outcomes.map(Number);
    return { least: Math.min(...votes), most: Math.max(...votes) };
  };
  return {
    include: (request, reply) => {
      if (reply.status !== 202 && reply.status !== 207) return;
      const { results } = ingestReply.parse(JSON.parse(reply.body));
      const sent = sentEvents(request);
      if (sent.length !== results.length) throw new Error('not one result for each event');
      for (const [at, { status }] of results.entries()) {
        if (status !== 'accepted') continue;
        events += 1;
        add(sent[at] as Readonly<Record<string, unknown>>);
      }
    },
    events: () => events,
    of: (item) => {
      const actors = new Set([
        ...(ballots.get(item)?.keys() ?? []),
        ...(undated.get(item)?.keys() ?? []),
      ]);
      const ranges = [...actors].map((actor) => rangeOf(item, actor));
      return {
        least: ranges.reduce((sum, { least }) => sum + least, 0),
        most: ranges.reduce((sum, { most }) => sum + most, 0),
      };
    },
  };
};

const inner = <T>(maps: Map<string, Map<string, T>>, key: string): Map<string, T> => {
  const found = maps.get(key) ?? new Map<string, T>();
  maps.set(key, found);
  return found;
};

/** The events of a request that was taken, in their order; null for what cannot be read. */
const sentEvents = ({ headers, body, events }: FuzzRequest): readonly unknown[] => {
  const header = (name: string): string | undefined =>
    headers.find(([known]) => known.toLowerCase() === name)?.[1];
  const text = (): string => {
    const bytes = body ?? Buffer.alloc(0);
    const packed = header('content-encoding') === 'gzip';
    return new TextDecoder().decode(packed ? gunzipSync(bytes) : bytes);
  };
  if (header('ce-id') !== undefined) return [binaryEvent(headers, text())];
  const lines = header('content-type')?.includes('ndjson') === true;
  // A text of its own may hold a line end, and then is no longer one line.
  if (events !== undefined && !lines) return events.map(parsedOrNull);
  if (lines) {
    return text()
      .split('\n')
      .filter((line) => /[^ \t\r]/.test(line))
      .map(parsedOrNull);
  }
  const document = JSON.parse(text()) as unknown;
  if (Array.isArray(document)) return document;
  const { events: list } = document as { events?: unknown };
  return Array.isArray(list) ? list : [document];
};

const binaryEvent = (headers: FuzzRequest['headers'], text: string): unknown => ({
  ...Object.fromEntries(
    headers
      .filter(([name]) => name.startsWith('ce-'))
      .map(([name, value]) => [name.slice('ce-'.length), decoded(value)]),
  ),
  data: text === '' ? {} : (JSON.parse(text) as unknown),
});

const decoded = (value: string): string => {
  const quoted = /^"(.*)"$/s.exec(value)?.[1];
  return decodeURIComponent(quoted === undefined ? value : quoted.replace(/\\(.)/gs, '$1'));
};

const parsedOrNull = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};
