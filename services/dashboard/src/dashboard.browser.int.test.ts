import { createLogger, listen, type Listening } from '@emberlog/service-kit';
import { CHROMIUM_ARGUMENTS, findChromium, notRunHere, waitUntil } from '@emberlog/testing';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDashboard } from './testing/start-dashboard.ts';
import { lowContrastTexts } from './testing/contrast.ts';

const executablePath = findChromium({
  env: process.env,
  warn: (message) => {
    notRunHere(message);
  },
});

describe.runIf(executablePath !== null)('the page in a browser', () => {
  let browser: Browser;
  let server: Listening;
  let dashboard: ReturnType<typeof startDashboard>;
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [...CHROMIUM_ARGUMENTS],
    });
  });
  afterAll(async () => await browser.close());

  beforeEach(async () => {
    complaints = [];
    dashboard = startDashboard({ demo: true });
    const logger = createLogger({ name: 'test', level: 'silent' });
    server = await listen(dashboard.app, { host: '127.0.0.1', port: 0, logger });
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map(async (context) => await context.close()));
    await server.close();
  });

  const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1024, height: 768 },
      ...options,
    });
    // So that a test can move the page's timers on instead of waiting for them.
    await context.clock.install();
    const page = await context.newPage();
    page.on('console', (message) => void complaints.push(message.text()));
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('request', (request) => {
      const { origin } = new URL(request.url());
      complaints.push(...(origin === server.url ? [] : [`asked ${request.url()}`]));
    });
    await page.goto(server.url + path);
    return page;
  };
  const voteButton = (page: Page) => page.getByRole('button', { name: /^Upvote RLP/ });
  const nameOf = async (page: Page): Promise<string | null> =>
    await voteButton(page).getAttribute('aria-label');

  test('renders everything from its own origin without a word on the console', async () => {
    const page = await open('/');
    expect(await page.title()).toBe('Daily Papers · 10 Dec 2025');
    expect(await page.locator('.papers > li').count()).toBe(6);
    expect(await page.locator('html.enhanced').count()).toBe(1);
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('takes a vote by keyboard at once, keeps it, and takes it back', async () => {
    const page = await open('/');
    await voteButton(page).focus();
    const answered = page.waitForResponse('**/vote');
    await page.keyboard.press('Enter');
    expect(await voteButton(page).getAttribute('aria-pressed')).toBe('true');
    expect(await nameOf(page)).toMatch(/, 42 votes$/);
    await answered;
    await page.reload();
    expect(await voteButton(page).getAttribute('aria-pressed')).toBe('true');
    expect(await nameOf(page)).toMatch(/, 42 votes$/);
    await voteButton(page).focus();
    await page.keyboard.press('Space');
    await waitUntil(() => dashboard.api.events.at(-1)?.type === 'item.upvote_retracted');
    expect(await nameOf(page)).toMatch(/, 41 votes$/);
    expect(complaints).toEqual([]);
  });

  test('shows the count the service gives, votes of others included', async () => {
    const page = await open('/');
    dashboard.api.vote('rlp', 5);
    await voteButton(page).click();
    await page
      .getByRole('button', {
        name: 'Upvote RLP: Reinforcement as a Pretraining Objective, 47 votes',
      })
      .waitFor();
    expect(await voteButton(page).locator('.count').textContent()).toBe('47');
  });

  test('tells a refused vote and takes it back', async () => {
    const page = await open('/');
    dashboard.api.outage('collector');
    await voteButton(page).click();
    await page.getByRole('status').filter({ hasText: 'Your vote was not counted' }).waitFor();
    expect(await voteButton(page).getAttribute('aria-pressed')).toBe('false');
    expect(await nameOf(page)).toMatch(/, 41 votes$/);
  });

  test('offers a new order and moves nothing before it is accepted', async () => {
    const page = await open('/');
    const first = page.locator('.papers > li h2').first();
    await page.locator('#paper-rlp summary').click();
    dashboard.api.vote('rlp', 100);
    const offer = page.getByRole('button', { name: '2 papers moved' });
    await page.clock.fastForward(10_000);
    await offer.waitFor();
    expect(await first.textContent()).toContain('On the Interplay');
    expect(await nameOf(page)).toMatch(/, 141 votes$/);
    expect(await page.locator('#paper-rlp tbody tr').nth(1).textContent()).toContain('94 votes');
    await voteButton(page).click();
    await offer.click();
    expect(await first.textContent()).toContain('RLP');
    expect(await page.locator('#paper-rlp details[open]').count()).toBe(1);
    expect(await voteButton(page).getAttribute('aria-pressed')).toBe('true');
    expect(await offer.count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('applies another half-life on choosing it', async () => {
    const page = await open('/');
    await page.getByLabel('votes halve in').selectOption('6h');
    await page.waitForURL('**/?half_life=6h');
    expect(await page.getByLabel('votes halve in').inputValue()).toBe('6h');
  });

  test('reads, steps and votes without JavaScript', async () => {
    const page = await open('/', { javaScriptEnabled: false });
    await voteButton(page).click();
    expect(page.url()).toBe(`${server.url}/?after=after-1#paper-rlp`);
    expect(await voteButton(page).getAttribute('aria-pressed')).toBe('true');
    expect(await nameOf(page)).toMatch(/, 42 votes$/);
    await page.locator('#paper-rlp summary').click();
    expect(await page.locator('#paper-rlp tfoot').isVisible()).toBe(true);
    await page.getByLabel('votes halve in').selectOption('4d');
    await page.getByRole('button', { name: 'Apply' }).click();
    expect(page.url()).toBe(`${server.url}/?half_life=4d`);
    await page.getByRole('link', { name: 'Previous day, Friday 5 December' }).click();
    expect(await page.locator('.papers > li').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test('leaves the address without the token of the last vote', async () => {
    const page = await open('/?date=2025-12-10&after=after-0');
    expect(page.url()).toBe(`${server.url}/?date=2025-12-10`);
  });

  test.each([
    ['a phone', { width: 320, height: 640 }],
    ['a desk at 200 % zoom', { width: 512, height: 384 }],
  ])('fits %s without scrolling sideways, explanations open', async (_, viewport) => {
    const page = await open('/', { viewport });
    for (const summary of await page.locator('summary').all()) await summary.click();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(viewport.width);
  });

  test.each(['light', 'dark'] as const)(
    'has a contrast of 4.5 for all text, %s',
    async (scheme) => {
      const page = await open('/', { colorScheme: scheme, reducedMotion: 'reduce' });
      await voteButton(page).click();
      for (const summary of await page.locator('summary').all()) await summary.click();
      const seen = await page.evaluate(lowContrastTexts);
      expect(seen.checked).toBeGreaterThan(100);
      expect(seen.low).toEqual([]);
    },
  );
});
