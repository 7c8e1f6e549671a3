import { createLogger, listen, type Listening } from '@emberlog/service-kit';
import { CHROMIUM_ARGUMENTS, findChromium, notRunHere } from '@emberlog/testing';
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lowContrastTexts } from './testing/contrast.ts';
import { startDashboard } from './testing/start-dashboard.ts';
import { SQL_KEY, startStandInSqlPort, type StandInSqlPort } from './testing/stand-in-sql-port.ts';

const executablePath = findChromium({
  env: process.env,
  warn: (message) => {
    notRunHere(message);
  },
});

describe.runIf(executablePath !== null)('the box to ask in SQL, in a browser', () => {
  let browser: Browser;
  let server: Listening;
  let port: StandInSqlPort;
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [...CHROMIUM_ARGUMENTS],
    });
    port = await startStandInSqlPort();
    const { app } = startDashboard({ sqlUrl: () => port.url, sqlDocs: '/docs/sql' });
    const logger = createLogger({ name: 'test', level: 'silent' });
    server = await listen(app, { host: '127.0.0.1', port: 0, logger });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await port.close();
  });
  beforeEach(() => {
    complaints = [];
  });

  const open = async (options: BrowserContextOptions = {}, hash = ''): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage();
    page.on('console', (message) => void complaints.push(message.text()));
    page.on('pageerror', (error) => void complaints.push(error.message));
    await page.goto(`${server.url}/sql${hash}`);
    await page.getByLabel(/^Key/).fill(SQL_KEY);
    return page;
  };
  const run = async (page: Page, sql: string): Promise<void> => {
    await page.getByLabel('Statement').fill(sql);
    await page.getByRole('button', { name: 'Run' }).click();
  };

  test('shows rows as they are, a picture of them, and runs nothing of what strangers wrote', async () => {
    const page = await open();
    await run(page, 'SELECT hour');
    await page.getByText(/^Answered in .*: 24 rows/).waitFor();
    expect(await page.locator('.result tbody tr').count()).toBe(24);
    expect(await page.locator('.result td').nth(1).textContent()).toBe('9007199254740993');
    expect(await page.locator('.result img').count()).toBe(0);
    const picture = page.getByRole('img', { name: 'votes by hour, 24 points' });
    expect(await picture.isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('says what is wrong in the words of the port, and keeps the key nowhere', async () => {
    const page = await open();
    await page.getByLabel(/^Key/).fill('wrong');
    await page.getByLabel('Statement').press('Control+Enter');
    await page.getByText('the key is not known').waitFor();
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    await page.reload();
    expect(await page.getByLabel(/^Key/).inputValue()).toBe('');
  });

  test('stops what it runs', async () => {
    const page = await open();
    await run(page, 'SELECT sleep(3)');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped.').waitFor();
    await port.givenUp;
    expect(await page.getByRole('button', { name: 'Run' }).isEnabled()).toBe(true);
  });

  test('gives the answer as a file that a spreadsheet runs nothing of', async () => {
    const page = await open();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toBe('answer.csv');
    expect(await readFile(await file.path(), 'utf8')).toBe(`"title"\n"'=1+1"\n`);
  });

  test('begins with the statement that a link brings, and does not run it', async () => {
    const before = port.asked.length;
    const page = await open({}, `#sql=${encodeURIComponent('SELECT 1 + 1')}`);
    expect(await page.getByLabel('Statement').inputValue()).toBe('SELECT 1 + 1');
    expect(port.asked).toHaveLength(before);
  });

  test.each(['light', 'dark'] as const)(
    'fits a phone, and can be read, %s',
    async (colorScheme) => {
      const page = await open({ colorScheme, viewport: { width: 320, height: 640 } });
      await run(page, 'SELECT hour');
      await page.getByText(/^Answered in/).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      const seen = await page.evaluate(lowContrastTexts);
      expect(seen.checked).toBeGreaterThan(50);
      expect(seen.low).toEqual([]);
    },
  );
});
