import { describe, expect, test } from 'vitest';
import { startDashboard } from '../testing/start-dashboard.ts';

const open = async (path: string, dashboard = startDashboard()) => {
  const response = await dashboard.app.request(path);
  return { ...dashboard, response, page: await response.text() };
};

describe('the front page', () => {
  test('shows the newest day that has papers, in the order of the list', async () => {
    const { response, page, api } = await open('/');
    expect(response.status).toBe(200);
    expect(page).toContain('Wed 10 December 2025');
    expect(api.asked.map(({ path }) => path)).toEqual([
      '/v1/lists/2025-12-11',
      '/v1/lists/2025-12-10',
    ]);
    expect(page.indexOf('RLP: Reinforcement')).toBeGreaterThan(page.indexOf('On the Interplay'));
  });

  test('steps to the days that have papers and to no others', async () => {
    const { page } = await open('/?date=2025-12-10&sort=top');
    expect(page).toContain('href="/?date=2025-12-05&amp;sort=top"');
    expect(page).toContain('aria-label="Previous day, Friday 5 December"');
    expect(page).not.toContain('Next day');
  });

  test('says of each paper where it stands and how it moved', async () => {
    const { page } = await open('/');
    expect(page).toContain(
      'aria-label="Upvote RLP: Reinforcement as a Pretraining Objective, 41 votes"',
    );
    expect(page).toMatch(/▲<\/span><span class="unseen">up <\/span> 3/);
    expect(page).toContain('<span class="moved fresh">new</span>');
    expect(page).toContain('2,310 views');
    expect(page).toContain('>CMU-LTI</bdi>');
    expect(page).toContain('6 authors');
  });

  test('leads to the page about SQL where there is one', async () => {
    const { page } = await open('/', startDashboard({ sqlDocs: '/docs/sql' }));
    expect(page).toContain('<a href="/docs/sql">ask in SQL</a>');
    expect((await open('/')).page).not.toContain('SQL');
  });

  test('says how old its answer is and why it is in this order', async () => {
    const { page } = await open('/');
    expect(page).toContain('datetime="2025-12-11T14:03:20.000Z"');
    expect(page).toContain('14:03:20 UTC');
    expect(page).toContain('0.4 s behind');
    expect(page).toContain('half as much every 2 days');
    expect(page).toContain('starts with 3 votes of its own');
  });

  test('says that its readers are simulated when they are, and only then', async () => {
    expect((await open('/', startDashboard({ demo: true }))).page).toContain('simulated');
    expect((await open('/')).page).not.toContain('simulated');
  });

  test('asks for the half-life the reader chose and keeps it in its links', async () => {
    const { page, api } = await open('/?date=2025-12-10&half_life=36h');
    expect(api.asked[0]?.query).toEqual({
      half_life: '36h',
      sort: 'trending',
      limit: '100',
      explain: 'true',
    });
    expect(page).toContain('<option value="36h" selected="">36 hours</option>');
    expect(page).toContain('href="/?date=2025-12-05&amp;half_life=36h"');
  });

  test('sends no half-life to orders that have none', async () => {
    const { api, page } = await open('/trending?sort=new&half_life=36h');
    expect(api.asked[0]?.query).toEqual({ algorithm: 'new', limit: '100' });
    expect(page).toContain('All days');
    expect(page).not.toContain('votes halve in');
  });
});

describe('a list longer than a page', () => {
  test('goes on from its last row, on the same day, with the parameters of its first', async () => {
    const dashboard = startDashboard({ pageSize: 4 });
    const { page } = await open('/?half_life=1d', dashboard);
    const more = /<p class="more"><a href="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(more).toBe('/?date=2025-12-10&amp;half_life=1d&amp;cursor=rest');
    const { page: rest, api } = await open(more.replaceAll('&amp;', '&'), dashboard);
    expect(api.asked.at(-1)).toEqual({
      path: '/v1/lists/2025-12-10',
      query: { cursor: 'rest', limit: '100', explain: 'true' },
    });
    expect(rest).toContain('<ol class="papers" tabindex="-1" start="5"');
    expect(rest).not.toContain('More papers');
  });
});

describe('a day without papers', () => {
  test('names the days beside it', async () => {
    const { response, page } = await open('/?date=2025-12-06');
    expect(response.status).toBe(200);
    expect(page).toContain('No papers on Sat 6 December 2025');
    expect(page).toContain('‹ Friday 5 December');
    expect(page).toContain('Wednesday 10 December ›');
  });
});

describe('a list that cannot be shown', () => {
  test('is a page with a sentence and a way to try again', async () => {
    const dashboard = startDashboard();
    dashboard.api.outage('query');
    const { response, page } = await open('/?sort=top', dashboard);
    expect(response.status).toBe(503);
    expect(response.headers.get('Content-Type')).toContain('text/html');
    expect(page).toContain('The ranking does not answer');
    expect(page).toContain('<a class="action" href="/?sort=top">Try again</a>');
  });

  test('because its own vote is not in yet is shown without it', async () => {
    const dashboard = startDashboard();
    dashboard.api.outage('after');
    const { response, page } = await open('/?date=2025-12-10&after=token', dashboard);
    expect(response.status).toBe(200);
    expect(page).toContain('PretrainZero');
  });

  test.each([
    ['/?date=2025-13-01', 'date must be a day that exists'],
    ['/?date=<script>', 'date must be a day that exists'],
    ['/?sort=rising', 'sort must be one of trending, top, new'],
    ['/?half_life=soon', 'half-life must be a length of time'],
    ['/?sort=top&sort=new', 'sort must be given once'],
  ])('because of its address, %s, says what is wrong with it', async (path, sentence) => {
    const { response, page } = await open(path);
    expect(response.status).toBe(400);
    expect(page).toContain(sentence);
    expect(page).not.toContain('<script>');
  });

  test('is not refused for what other sites add to an address', async () => {
    expect((await open('/?utm_source=mail')).response.status).toBe(200);
  });
});
