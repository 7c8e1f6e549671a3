import { problem } from '@emberlog/api';
import { describe, expect, test } from 'vitest';
import { cookiesOf, NOW, startDashboard, voteForm } from '../testing/start-dashboard.ts';

const vote = { item: 'rlp', vote: 'up', return: '/?date=2025-12-10' };
const JSON_ACCEPTED = { Accept: 'application/json' };

// Seen to fail, with 500, when what the reader of forms throws is let through.
describe('what is sent to vote and is no form', () => {
  test.each([
    ['multipart/form-data; boundary=b', 'no part at all'],
    [
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="item"\r\n\r\nrlp',
    ],
    ['multipart/form-data', '--b--'],
    ['multipart/form-data; boundary=', ''],
    ['application/json', '{"item":"rlp","vote":"up"}'],
    ['text/plain', 'item=rlp&vote=up'],
    ['application/x-www-form-urlencoded', 'item=%&vote=%ff'],
    ['application/x-www-form-urlencoded', '\0'],
  ])('as %s is refused: %j', async (type, body) => {
    const { app, api } = startDashboard();
    const headers = { 'Content-Type': type, 'Sec-Fetch-Site': 'same-origin' };
    const reply = await app.request('/vote', { method: 'POST', body, headers });
    expect(reply.status).toBe(400);
    expect(await reply.text()).toContain('was not one of our forms');
    expect(api.events).toEqual([]);
  });
});

describe('a vote by form', () => {
  test('is sent as an event of this visitor and leads back to the list that includes it', async () => {
    const { app, api } = startDashboard();
    const reply = await app.request('/vote', voteForm(vote));
    expect(reply.status).toBe(303);
    expect(reply.headers.get('Location')).toBe('/?date=2025-12-10&after=after-1#paper-rlp');
    expect(api.events).toEqual([
      {
        id: 'id-2',
        type: 'item.upvoted',
        subject: 'rlp',
        time: new Date(NOW).toISOString(),
        data: { actor: 'visitor:id-1' },
      },
    ]);
  });

  test('shows as pressed to its visitor, and not to others', async () => {
    const { app } = startDashboard();
    const cookie = cookiesOf(await app.request('/vote', voteForm(vote)));
    const pressed = /value="retract" aria-pressed="true" aria-label="Upvote RLP[^"]*, 42 votes"/;
    const own = await app.request('/?date=2025-12-10', { headers: { Cookie: cookie } });
    expect(await own.text()).toMatch(pressed);
    const other = await app.request('/?date=2025-12-10');
    const page = await other.text();
    expect(page).not.toMatch(/aria-pressed="true"/);
    expect(page).toContain(', 42 votes');
  });

  test('can be taken back by the same visitor, under a new event id', async () => {
    const { app, api } = startDashboard();
    const cookie = cookiesOf(await app.request('/vote', voteForm(vote)));
    const back = await app.request(
      '/vote',
      voteForm({ ...vote, vote: 'retract' }, { Cookie: cookie }),
    );
    expect(api.events.map(({ type }) => type)).toEqual(['item.upvoted', 'item.upvote_retracted']);
    expect(new Set(api.events.map(({ id }) => id)).size).toBe(2);
    expect(new Set(api.events.map(({ data }) => data.actor))).toEqual(new Set(['visitor:id-1']));
    const page = await app.request('/?date=2025-12-10', { headers: { Cookie: cookiesOf(back) } });
    expect(await page.text()).not.toMatch(/aria-pressed="true"/);
  });

  test('keeps slashes of an item and the page of its list', async () => {
    const { app, api } = startDashboard();
    const fields = { item: 'nasty/one', vote: 'up', return: '/trending?cursor=c1' };
    const reply = await app.request('/vote', voteForm(fields));
    expect(reply.headers.get('Location')).toBe(
      '/trending?cursor=c1&after=after-1#paper-nasty%2Fone',
    );
    expect(api.events[0]?.subject).toBe('nasty/one');
  });
});

describe('a vote by script', () => {
  test('is answered with the count that includes it', async () => {
    const { app } = startDashboard();
    const reply = await app.request('/vote', voteForm(vote, JSON_ACCEPTED));
    expect(await reply.json()).toEqual({ item: 'rlp', voted: true, upvotes: 42 });
  });

  test('stays counted when the new count cannot be read in time', async () => {
    const { app, api } = startDashboard();
    api.outage('after');
    const reply = await app.request('/vote', voteForm(vote, JSON_ACCEPTED));
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({ item: 'rlp', voted: true, upvotes: null });
  });
});

describe('a vote that is refused', () => {
  test.each(['collector', 'query'] as const)('while the %s is down is told', async (outage) => {
    const { app, api } = startDashboard();
    api.outage(outage);
    const json = await app.request('/vote', voteForm(vote, JSON_ACCEPTED));
    expect(json.status).toBe(503);
    expect(json.headers.get('Content-Type')).toBe('application/problem+json');
    expect(problem.parse(await json.json()).detail).toContain('not counted');
    expect(json.headers.getSetCookie()).toEqual([]);
    const page = await (await app.request('/vote', voteForm(vote))).text();
    expect(page).toContain('Your vote was not counted');
    expect(page).toContain('href="/?date=2025-12-10"');
    expect(api.events).toEqual([]);
  });

  test('for an item that does not exist writes nothing', async () => {
    const { app, api } = startDashboard();
    const reply = await app.request('/vote', voteForm({ ...vote, item: 'no-such-paper' }));
    expect(reply.status).toBe(404);
    expect(api.events).toEqual([]);
  });

  test('as no form of ours is a bad request', async () => {
    const { app } = startDashboard();
    expect((await app.request('/vote', voteForm({ ...vote, vote: 'down' }))).status).toBe(400);
    expect((await app.request('/vote', voteForm({ vote: 'up' }))).status).toBe(400);
    const huge = await app.request('/vote', voteForm({ ...vote, return: 'x'.repeat(40_000) }));
    expect(huge.status).toBe(413);
  });

  test('on a page that takes none has no button either', async () => {
    const { app, api } = startDashboard({ readOnly: true });
    expect((await app.request('/vote', voteForm(vote))).status).toBe(403);
    expect(await (await app.request('/')).text()).not.toContain('<button name="vote"');
    expect(api.events).toEqual([]);
  });
});
