import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { Entered } from '../address-book.ts';
import { addressOf } from '../testing/address-of.ts';
import { borrowBook } from '../testing/borrow-book.ts';
import { filesTelling, keptKey } from '../testing/kept-key.ts';
import { keysOf } from '../testing/keys-of.ts';
import { runProgram } from '../testing/run-program.ts';

const KEYS = keysOf('second', 'first');

/** How a program ended that does one thing and is killed at one of its calls: whether it came so far. */
const isKilled = async (...args: readonly string[]): Promise<boolean> => {
  const [code, signal] = (await once(runProgram('killed-at-step.ts', args), 'close')) as unknown[];
  expect([code, signal]).toSatisfy(([c, s]) => c === 0 || s === 'SIGKILL');
  return signal === 'SIGKILL';
};

/** Every call at which a program may die, one after the other, until it comes to its end alive. */
const everyStep = async (
  attempt: (number: string, when: string) => Promise<boolean>,
): Promise<number> => {
  for (let number = 1; ; number += 1) {
    for (const when of ['before', 'after']) {
      if (!(await attempt(String(number), when))) return number - 1;
    }
  }
};

// Seen to fail when the row is removed, and its slot given away, before the key is overwritten.
test('an erasure that is killed at any step leaves all of the address or nothing that opens it', async () => {
  const seen: boolean[] = [];
  const steps = await everyStep(async (number, when) => {
    const { path, book, reopen } = await borrowBook();
    const { subscriber } = await book().enter(addressOf('ada@example.org'));
    await book().enter(addressOf('grace@example.org'));
    const { telling } = await keptKey(path, subscriber, KEYS);
    const killed = await isKilled(path, 'erase', subscriber, number, when);

    // As another process sees it that had the book open all the while, and as the next one does.
    for (const next of [book, reopen]) {
      const each = await next();
      const sent = (await each.open(subscriber))?.sent ?? null;
      const found = await each.find(addressOf('ada@example.org'));
      seen.push(sent !== null);
      expect([sent, found]).toEqual(sent === null ? [null, null] : ['ada@example.org', subscriber]);
      expect((await filesTelling(path, telling)).length > 0).toBe(sent !== null);
    }
    expect(await book().count()).toBe(seen.at(-1) === true ? 2 : 1);

    await book().erase(subscriber);
    expect(await filesTelling(path, telling)).toEqual([]);
    const again = await book().enter(addressOf('ada@example.org'));
    expect([again.isNew, again.subscriber === subscriber]).toEqual([true, false]);
    return killed;
  });
  expect(steps).toBe(2);
  expect(new Set(seen)).toEqual(new Set([true, false]));
});

// Seen to fail when the rows are named before the row keys are.
test('a book whose first process is killed at any step is begun by the next', async () => {
  const steps = await everyStep(async (number, when) => {
    const { path, book, reopen } = await borrowBook();
    await book().close();
    await rm(path, { recursive: true });
    const killed = await isKilled(path, 'begin', '', number, when);
    await reopen();
    const { subscriber } = await book().enter(addressOf('ada@example.org'));
    await reopen();
    expect((await book().open(subscriber))?.sent).toBe('ada@example.org');
    return killed;
  });
  expect(steps).toBe(2);
});

// Seen to fail when the row is committed before its key is written.
test('an entry that is killed at any step is there or not at all', async () => {
  const steps = await everyStep(async (number, when) => {
    const { path, book, reopen } = await borrowBook();
    const killed = await isKilled(path, 'enter', 'ada@example.org', number, when);
    await reopen();
    expect(await book().count()).toBe(killed ? 0 : 1);
    const { subscriber, isNew } = await book().enter(addressOf('ada@example.org'));
    expect(isNew).toBe(killed);
    expect((await book().open(subscriber))?.sent).toBe('ada@example.org');
    expect(await book().usesKey('second')).toBe(false);
    return killed;
  });
  expect(steps).toBe(2);
});

// Seen to fail when the old cell is overwritten before the new one is written.
test('a rotation that is killed at any step loses no address, and the next one ends it', async () => {
  const steps = await everyStep(async (number, when) => {
    const { path, book, reopen } = await borrowBook();
    const texts = ['ada@example.org', 'grace@example.org'];
    const entered: Entered[] = [];
    for (const text of texts) entered.push(await book().enter(addressOf(text)));
    const killed = await isKilled(path, 'rotate', '', number, when);

    await reopen({ keys: KEYS });
    const opened = () =>
      Promise.all(entered.map(async ({ subscriber }) => (await book().open(subscriber))?.sent));
    expect(await opened()).toEqual(texts);
    await book().rotate(() => undefined);
    expect(await book().usesKey('first')).toBe(false);
    await reopen({ keys: keysOf('second') });
    expect(await opened()).toEqual(texts);
    return killed;
  });
  expect(steps).toBe(6);
});

type Said = { readonly did: string; readonly subscriber: string; readonly sent: string };

const liveUntilKilled = async (path: string, run: string, lines: number): Promise<Said[]> => {
  const ids = run === 'odd' ? ['first', 'second'] : ['second', 'first'];
  const child = runProgram('live-until-killed.ts', [path, `${run}-${lines}`, ...ids]);
  const ended = once(child, 'close');
  const said: Said[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    // The kill may cut the last line; only what was said completely was promised.
    if (line.endsWith('}')) said.push(JSON.parse(line) as Said);
    if (said.length >= lines) child.kill('SIGKILL');
  }
  expect(await ended).toEqual([null, 'SIGKILL']);
  return said;
};

test('killed at random while it enters, erases and rotates, a book keeps what it said', async () => {
  const { path, book, reopen } = await borrowBook({ keys: KEYS });
  const said: Said[] = [];
  for (const [index, lines] of [1, 60, 151, 280, 333].entries()) {
    await book().close();
    said.push(...(await liveUntilKilled(path, index % 2 === 0 ? 'even' : 'odd', lines)));
    await reopen({ keys: KEYS });

    const subscribersOf = (did: string) =>
      new Set(said.filter((line) => line.did === did).map(({ subscriber }) => subscriber));
    const [erasing, erased] = [subscribersOf('erasing'), subscribersOf('erased')];
    const entered = said.filter(({ did }) => did === 'entered');
    for (const { subscriber, sent } of entered) {
      const address = await book().open(subscriber);
      // The one that was being erased may be there or not.
      if (erasing.has(subscriber) && !erased.has(subscriber)) continue;
      expect(address?.sent ?? null).toBe(erased.has(subscriber) ? null : sent);
    }
    const sure = entered.filter(({ subscriber }) => !erasing.has(subscriber)).length;
    const count = await book().count();
    // For each kill an entry, and an erasure, of which nothing was said.
    expect(count - sure).toBeGreaterThanOrEqual(0);
    expect(count - sure).toBeLessThanOrEqual(2 * (index + 1));
  }
  expect(said.length).toBeGreaterThan(800);
});
