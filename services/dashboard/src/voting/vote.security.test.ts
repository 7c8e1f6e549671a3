import { describe, expect, test } from 'vitest';
import { cookiesOf, NOW, startDashboard, voteForm } from '../testing/start-dashboard.ts';

const vote = { item: 'rlp', vote: 'up' };

describe('a vote from another site', () => {
  test.each([
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'same-site'],
    ['Sec-Fetch-Site', 'none'],
  ])('is refused by %s: %s', async (name, value) => {
    const { app, api } = startDashboard();
    expect((await app.request('/vote', voteForm(vote, { [name]: value }))).status).toBe(403);
    expect(api.events).toEqual([]);
  });

  test.each([
    ['https://evil.example', 403],
    ['null', 403],
    ['http://localhost', 303],
    ['https://papers.example', 303],
  ])('by an old browser is told by its origin: %s gives %i', async (origin, status) => {
    const { app } = startDashboard({ publicUrl: 'https://papers.example/' });
    const reply = await app.request('/vote', {
      method: 'POST',
      body: new URLSearchParams(vote),
      headers: { Origin: origin },
    });
    expect(reply.status).toBe(status);
  });
});

describe('the cookies', () => {
  test('are for this server alone, and for https when the page is', async () => {
    const plain = await startDashboard().app.request('/vote', voteForm(vote));
    expect(plain.headers.getSetCookie()).toHaveLength(2);
    for (const cookie of plain.headers.getSetCookie()) {
      expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
      expect(cookie).toContain('Max-Age=31536000');
    }
    const { app } = startDashboard({ publicUrl: 'https://papers.example' });
    const secure = await app.request('/vote', voteForm(vote));
    for (const cookie of secure.headers.getSetCookie()) expect(cookie).toContain('; Secure');
  });

  test('count as none when they are forged or put in each other’s place', async () => {
    const { app, api } = startDashboard();
    const real = cookiesOf(await app.request('/vote', voteForm(vote)));
    const tokens = [...real.matchAll(/=([^;]+)/g)].map(([, token]) => token ?? '');
    const forgeries = [
      `emberlog_visitor=${tokens[1] ?? ''}; emberlog_votes=${tokens[0] ?? ''}`,
      real.replaceAll(/=(.{50})./g, '=$1_'),
      'emberlog_visitor=; emberlog_votes=%%%',
    ];
    for (const Cookie of forgeries) {
      const before = api.events.length;
      const page = await app.request('/?date=2025-12-10', { headers: { Cookie } });
      expect(await page.text()).not.toContain('aria-pressed="true"');
      await app.request('/vote', voteForm(vote, { Cookie }));
      expect(api.events[before]?.data.actor).toMatch(/^visitor:id-(?!1$)\d+$/);
    }
  });
});

describe('many votes in a minute', () => {
  test('of one visitor are refused from the 31st on, until the minute is over', async () => {
    const time = { now: NOW };
    const { app, api } = startDashboard({ clock: () => time.now });
    const Cookie = cookiesOf(await app.request('/vote', voteForm(vote)));
    for (let count = 0; count < 30; count += 1)
      expect((await app.request('/vote', voteForm(vote, { Cookie }))).status).toBe(303);
    const refused = await app.request('/vote', voteForm(vote, { Cookie }));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('Retry-After'))).toBe(40);
    expect(api.events).toHaveLength(31);
    time.now += 40_000;
    expect((await app.request('/vote', voteForm(vote, { Cookie }))).status).toBe(303);
  });

  test('cannot be had by throwing the cookie away', async () => {
    const { app, api } = startDashboard();
    for (let count = 0; count < 60; count += 1) await app.request('/vote', voteForm(vote));
    expect((await app.request('/vote', voteForm(vote))).status).toBe(429);
    expect(api.events).toHaveLength(60);
  });
});
