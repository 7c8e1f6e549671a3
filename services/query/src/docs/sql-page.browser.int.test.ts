import { createHttpApp, createLogger, listen, type Listening } from '@emberlog/service-kit';
import { CHROMIUM_ARGUMENTS, findChromium, notRunHere } from '@emberlog/testing';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getSqlDocs } from '../routes/get-sql-docs.ts';

const executablePath = findChromium({
  env: process.env,
  warn: (message) => {
    notRunHere(message);
  },
});

describe.runIf(executablePath !== null)('the page about SQL in a browser', () => {
  let browser: Browser;
  let server: Listening;
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [...CHROMIUM_ARGUMENTS],
    });
    const logger = createLogger({ name: 'test', level: 'silent' });
    const app = createHttpApp({ logger });
    app.get('/docs/sql', getSqlDocs({ publicUrl: null, sqlPort: 8123, sqlBox: null }));
    server = await listen(app, { host: '127.0.0.1', port: 0, logger });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  beforeEach(() => {
    complaints = [];
  });

  const open = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.on('console', (message) => void complaints.push(message.text()));
    await page.goto(`${server.url}/docs/sql`);
    return page;
  };

  // Seen to fail when the policy has the hash of another style.
  test('has its style, and not a word on the console but for an icon', async () => {
    const page = await open();
    expect(await page.title()).toBe('SQL · Daily Papers');
    const color = async () =>
      await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    expect(await color()).toBe('rgb(253, 252, 250)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await color()).toBe('rgb(22, 21, 20)');
    expect(complaints.filter((words) => !words.includes('favicon'))).toEqual([]);
  });

  test('is no wider than a phone, and what is wider within it is reached by keys', async () => {
    const page = await open({ viewport: { width: 320, height: 640 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    const unreachable = await page.evaluate(
      `[...document.querySelectorAll('pre, .wide')].filter(
        (each) => each.scrollWidth > each.clientWidth && each.tabIndex !== 0).length`,
    );
    expect(unreachable).toBe(0);
  });

  test('its regions, tables and headings have names for who does not see them', async () => {
    const page = await open();
    expect(await page.getByRole('region', { name: 'Columns of votes_hourly' }).count()).toBe(1);
    expect(await page.getByRole('table', { name: 'Columns of votes_hourly' }).count()).toBe(1);
    expect(await page.getByRole('heading', { name: 'trending', exact: true }).count()).toBe(1);
    await page
      .getByRole('link', { name: 'Which half-life puts first what is voted for next?' })
      .click();
    expect(new URL(page.url()).hash).toBe('#half-life-that-fits');
  });
});
