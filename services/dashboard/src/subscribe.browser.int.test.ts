import { createLogger, listen, type Listening } from '@emberlog/service-kit';
import {
  CHROMIUM_ARGUMENTS,
  findChromium,
  notRunHere,
  temporaryDirectory,
  type TemporaryDirectory,
} from '@emberlog/testing';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lowContrastTexts } from './testing/contrast.ts';
import { hostileMail, keepMails, keptMail } from './testing/kept-mails.ts';
import { startDashboard } from './testing/start-dashboard.ts';
import {
  ANSWER,
  createStandInSubscriptions,
  type StandInSubscriptions,
} from './testing/stand-in-subscriptions.ts';

const executablePath = findChromium({
  env: process.env,
  warn: (message) => {
    notRunHere(message);
  },
});

describe.runIf(executablePath !== null)('digests, in a browser', () => {
  let browser: Browser;
  let server: Listening;
  let place: TemporaryDirectory;
  let service: StandInSubscriptions;
  let tracker: Listening;
  let tracked: string[];
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [...CHROMIUM_ARGUMENTS],
    });
    place = await temporaryDirectory();
    service = createStandInSubscriptions();
    const { app } = startDashboard({ subscriptions: true, mailDirectory: place.path });
    app.route('/', service.routes);
    const logger = createLogger({ name: 'test', level: 'silent' });
    const recording = {
      fetch: ({ url }: Request) => {
        tracked.push(url);
        return new Response('');
      },
    };
    tracker = await listen(recording, { host: '127.0.0.1', port: 0, logger });
    const hostile = hostileMail(tracker.url);
    await keepMails(place.path, { 'a.eml': keptMail(), 'hostile.eml': hostile });
    server = await listen(app, { host: '127.0.0.1', port: 0, logger });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await tracker.close();
    await place.remove();
  });
  beforeEach(() => {
    complaints = [];
    tracked = [];
    service.asked.length = 0;
    service.failWith(null);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map(async (context) => await context.close()));
  });

  const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ timezoneId: 'Europe/Berlin', ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('dialog', (dialog) => void complaints.push(dialog.message()));
    await page.goto(server.url + path);
    return page;
  };
  const address = (page: Page) => page.getByLabel('Get trending papers in your email inbox');
  const subscribe = (page: Page) => page.getByRole('button', { name: 'Subscribe' });
  const answer = (page: Page) => page.locator('.subscribe [aria-live]');

  test('are asked for by keyboard alone, at the hour of the reader, and the address is let go', async () => {
    const page = await open('/');
    expect(await page.locator('.when summary').textContent()).toBe(
      'daily at 08:00 in Europe/Berlin',
    );
    await address(page).focus();
    await page.keyboard.type('ann@reader.example');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await answer(page).filter({ hasText: ANSWER }).waitFor();
    expect(service.asked.map(({ fields }) => fields)).toEqual([
      { email: 'ann@reader.example', cadence: 'daily', hour: 8, time_zone: 'Europe/Berlin' },
    ]);
    expect(await address(page).inputValue()).toBe('');
    expect(await subscribe(page).evaluate((button) => button === document.activeElement)).toBe(
      true,
    );
    expect(page.url()).toBe(`${server.url}/`);
    expect(complaints).toEqual([]);
  });

  test('of weeks come on a day that is asked for only then, and said in words', async () => {
    const page = await open('/');
    await page.locator('.when summary').focus();
    await page.keyboard.press('Enter');
    const weekday = page.getByLabel('Day of the week');
    expect(await weekday.isVisible()).toBe(false);
    await page.getByLabel('How often').selectOption('weekly');
    await weekday.selectOption('Friday');
    await page.getByLabel('At', { exact: true }).selectOption('18:00');
    expect(await page.locator('.when summary').textContent()).toBe(
      'on Fridays at 18:00 in Europe/Berlin',
    );
    await address(page).fill('ann@reader.example');
    await address(page).press('Enter');
    await answer(page).filter({ hasText: ANSWER }).waitFor();
    expect(service.asked.at(-1)?.fields).toMatchObject({ cadence: 'weekly', hour: 18, weekday: 5 });
  });

  // Seen to fail when the choices stay closed over the field that was refused.
  test('that are refused say so beside the field, which is shown and has the focus', async () => {
    const page = await open('/');
    await page.locator('.when summary').click();
    await page.getByLabel('Time zone').fill('Mars/Olympus');
    await page.locator('.when summary').click();
    await address(page).fill('ann@reader.example');
    await subscribe(page).click();
    const zone = page.getByRole('textbox', { name: 'Time zone' });
    await page
      .getByRole('textbox', { name: 'Time zone', description: /^The time zone must be/ })
      .waitFor();
    expect(await zone.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await zone.getAttribute('aria-invalid')).toBe('true');
    await zone.fill('Asia/Tokyo');
    await address(page).fill('ann@refused.example');
    await subscribe(page).click();
    await page.getByText('The address must be an e-mail address.').waitFor();
    expect(await zone.getAttribute('aria-invalid')).toBeNull();
    expect(await address(page).inputValue()).toBe('ann@refused.example');
    expect(await address(page).getAttribute('aria-invalid')).toBe('true');
  });

  test('that cannot be taken say what to do and keep the address', async () => {
    const page = await open('/');
    await address(page).fill('ann@reader.example');
    service.failWith(429);
    await subscribe(page).click();
    await answer(page).filter({ hasText: 'Try again in 10 minutes.' }).waitFor();
    service.failWith(503);
    await subscribe(page).click();
    await answer(page).filter({ hasText: 'Try again in a minute.' }).waitFor();
    expect(await address(page).inputValue()).toBe('ann@reader.example');
    await page.route('**/v1/subscriptions', async (route) => await route.abort());
    await subscribe(page).click();
    await answer(page).filter({ hasText: 'There is no answer.' }).waitFor();
  });

  test('are asked for without JavaScript, and past ones are a link away', async () => {
    const page = await open('/trending', { javaScriptEnabled: false });
    await page.getByText('daily at 08:00 UTC, or as you choose').click();
    await page.getByLabel('How often').selectOption('weekly');
    await address(page).fill('ann@reader.example');
    await subscribe(page).click();
    expect(await page.locator('p').textContent()).toBe(ANSWER);
    expect(service.asked.at(-1)?.fields).toEqual({
      ...{
        email: 'ann@reader.example',
        cadence: 'weekly',
        hour: '8',
        weekday: '1',
        time_zone: 'UTC',
      },
    });
    await page.goBack();
    await page.getByRole('link', { name: 'past digests' }).click();
    expect(page.url()).toBe(`${server.url}/digests`);
    expect(complaints).toEqual([]);
  });

  test('that are kept lie one click from the papers, newest first, and show themselves', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: 'outbox' }).click();
    await page.getByRole('link', { name: 'Confirm your subscription' }).click();
    expect(await page.locator('.text-part a').getAttribute('href')).toBe(
      'https://papers.example/confirm?t=x',
    );
    await page.frameLocator('iframe').getByText('Follow this link.').waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    expect((await downloading).suggestedFilename()).toBe('a.eml');
    expect(complaints).toEqual([]);
  });

  // Seen to fail with a frame that may run scripts and a policy that lets pictures in.
  test.each(['/mail/hostile.eml', '/mail/hostile.eml/html'])(
    'that are hostile run nothing and ask nobody, %s',
    async (path) => {
      const page = await open(path);
      const frame = page.frames().find((each) => each.url().endsWith('/html'));
      await frame?.getByText('Hello').waitFor();
      const hello = await frame?.getByText('Hello').evaluate((text) => {
        const { color, fontWeight } = getComputedStyle(text);
        return { color, fontWeight };
      });
      expect(hello).toEqual({ color: 'rgb(1, 2, 3)', fontWeight: '700' });
      await frame?.getByRole('button', { name: 'Send' }).click();
      expect(await page.title()).not.toContain('owned');
      expect({ complaints, tracked }).toEqual({ complaints: [], tracked: [] });
    },
  );

  test.each([
    ['light', '/'],
    ['dark', '/'],
    ['light', '/mail/hostile.eml'],
    ['dark', '/mail'],
  ] as const)('fit a phone and can be read, %s, %s', async (colorScheme, path) => {
    const page = await open(path, { colorScheme, viewport: { width: 320, height: 640 } });
    for (const summary of await page.locator('.when summary').all()) await summary.click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    const seen = await page.evaluate(lowContrastTexts);
    expect(seen.checked).toBeGreaterThan(5);
    expect(seen.low).toEqual([]);
  });
});
