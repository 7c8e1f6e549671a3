import { AddressBookUnavailableError } from '@emberlog/address-book';
import { problem } from '@emberlog/api';
import { LogUnavailableError } from '@emberlog/event-log';
import { decodeSubscriberEvent } from '@emberlog/events';
import { afterEach, describe, expect, test } from 'vitest';
import { clientOf, HTML } from './testing/client.ts';
import { startRoutes, type Started, type StartOptions } from './testing/start-routes.ts';

let started: Started;
afterEach(async () => await started.close());

const start = async (options: StartOptions = {}) => {
  started = await startRoutes(options);
  return clientOf(started);
};

const ADA = { email: 'ada@example.org', cadence: 'daily' };

describe('a body that does not fit', () => {
  test.each([
    [{ cadence: 'daily' }, [['/email', 'required']]],
    [{ ...ADA, email: 'ada' }, [['/email', 'invalid_email']]],
    [{ ...ADA, email: 7 }, [['/email', 'invalid_type']]],
    [{ ...ADA, email: 'info@example.org' }, [['/email', 'role_address']]],
    [{ ...ADA, email: 'ada@mailinator.com' }, [['/email', 'disposable_address']]],
    [{ ...ADA, email: `${'a'.repeat(300)}@example.org` }, [['/email', 'email_too_long']]],
    [{ ...ADA, cadence: 'hourly' }, [['/cadence', 'invalid_value']]],
    [{ ...ADA, hour: 24 }, [['/hour', 'too_big']]],
    [{ ...ADA, hour: 8.5 }, [['/hour', 'invalid_type']]],
    [{ ...ADA, hour: '8' }, [['/hour', 'invalid_type']]],
    [{ ...ADA, weekday: 1 }, [['/weekday', 'invalid']]],
    [{ ...ADA, cadence: 'weekly', weekday: 0 }, [['/weekday', 'too_small']]],
    [{ ...ADA, time_zone: 'Europe/Atlantis' }, [['/time_zone', 'unknown_time_zone']]],
    [{ ...ADA, time_zone: '+02:00' }, [['/time_zone', 'unknown_time_zone']]],
    [{ ...ADA, filters: { organization: '' } }, [['/filters/organization', 'invalid']]],
    [{ ...ADA, filters: { tag: ['a', 'a'] } }, [['/filters/tag', 'invalid']]],
    [{ ...ADA, filters: { author: 'x' } }, [['/filters/author', 'unknown_field']]],
    [{ ...ADA, name: 'Ada' }, [['/name', 'unknown_field']]],
    [
      { ...ADA, email: 'x', hour: -1 },
      [
        ['/email', 'invalid_email'],
        ['/hour', 'too_small'],
      ],
    ],
    [[ADA], [['', 'invalid_type']]],
    [null, [['', 'invalid_type']]],
  ])('%j is 400 and names the field and its rule', async (body, expected) => {
    const { post } = await start();
    const reply = await post(body);
    expect(reply.status).toBe(400);
    const { errors } = problem.parse(await reply.json());
    expect(errors.map(({ path, code }) => [path, code])).toEqual(expected);
    expect(await started.book.count()).toBe(0);
    expect(await started.events()).toEqual([]);
  });

  test.each([
    ['cadence=daily', [['/email', 'required']]],
    ['email=ada@example.org&email=bob@example.org&cadence=daily', [['/email', 'repeated_field']]],
    ['email=ada@example.org&cadence=daily&hour=eight', [['/hour', 'invalid_type']]],
    ['email=ada@example.org&cadence=daily&tag=%00', [['/tag/0', 'invalid']]],
    ['email=ada@example.org&cadence=daily&name=Ada', [['/name', 'unknown_field']]],
  ])('the form %s is 400 and names its field', async (form, expected) => {
    const { postForm } = await start();
    const reply = await postForm(form);
    expect(reply.status).toBe(400);
    const { errors } = problem.parse(await reply.json());
    expect(errors.map(({ path, code }) => [path, code])).toEqual(expected);
  });

  test('is told to a browser on a page', async () => {
    const { postForm } = await start();
    const reply = await postForm('email=ada&cadence=daily', HTML);
    expect(reply.status).toBe(400);
    const page = await reply.text();
    expect(page).toContain('The address must be an e-mail address such as ada@example.org.');
  });

  test.each([
    ['text/plain', 'x', 415],
    ['', 'x', 415],
    ['multipart/form-data', 'x', 415],
    ['application/json', '{', 400],
    ['application/json', new Uint8Array([0x22, 0xff, 0x22]), 400],
    ['application/json', `"${'x'.repeat(16_384)}"`, 413],
    ['application/x-www-form-urlencoded', `email=${'x'.repeat(16_384)}`, 413],
  ])('of the type %j is answered %#', async (type, body, status) => {
    await start();
    const reply = await started.app.request('/v1/subscriptions', {
      ...{ method: 'POST', body, headers: { 'Content-Type': type } },
    });
    expect(reply.status).toBe(status);
    expect(problem.parse(await reply.json()).status).toBe(status);
  });
});

describe('while something is not there', () => {
  // Seen to fail when the address stays in the book.
  test('a request that the log does not take is 503, and its address leaves the book again', async () => {
    const state = { isDown: true };
    const { post, confirmToken } = await start({
      log: (log) => ({
        ...log,
        append: async (records) => {
          if (state.isDown) throw new LogUnavailableError('down');
          return await log.append(records);
        },
      }),
    });
    const reply = await post(ADA);
    expect([reply.status, reply.headers.get('Retry-After')]).toEqual([503, '5']);
    expect(await started.book.count()).toBe(0);
    state.isDown = false;
    started.time.now += 5_000;
    expect((await post(ADA)).status).toBe(202);
    expect(await confirmToken('ada@example.org')).not.toBe('');
    state.isDown = true;
    started.time.now += 600_000;
    expect((await post(ADA)).status).toBe(503);
    expect(await started.book.count()).toBe(1);
  });

  // Seen to fail when the one that was asked for just now is not refused: it needs no write.
  test('a failure is everybody’s for five seconds, so that nobody is told from others', async () => {
    const state = { isDown: false };
    const { post } = await start({
      log: (log) => ({
        ...log,
        append: async (records) => {
          if (state.isDown) throw new LogUnavailableError('down');
          return await log.append(records);
        },
      }),
    });
    await post(ADA);
    state.isDown = true;
    const bob = { ...ADA, email: 'bob@example.org' };
    const statuses = async () => [(await post(bob)).status, (await post(ADA)).status];
    expect(await statuses()).toEqual([503, 503]);
    state.isDown = false;
    expect(await statuses()).toEqual([503, 503]);
    started.time.now += 5_000;
    expect(await statuses()).toEqual([202, 202]);
  });

  // Seen to fail when the address of a request that another process recorded is erased.
  test('an address that another process recorded a request for stays in the book', async () => {
    const state = { isDown: true };
    const { post, confirmToken } = await start({
      log: (log) => ({
        ...log,
        append: async (records) => {
          if (!state.isDown) return await log.append(records);
          state.isDown = false;
          const event = decodeSubscriberEvent(records[0]?.value ?? new Uint8Array());
          if (!event.ok) throw new Error(event.reason);
          await started.journal.record([{ ...event.event, id: 'of-another' }]);
          throw new LogUnavailableError('down');
        },
      }),
    });
    expect((await post(ADA)).status).toBe(503);
    expect(await started.book.count()).toBe(1);
    expect(await confirmToken(ADA.email)).not.toBe('');
  });

  test('an address that the book does not take is 503, and nothing is recorded', async () => {
    const { post } = await start({
      book: (book) => ({
        ...book,
        enter: async () => await Promise.reject(new AddressBookUnavailableError('full')),
      }),
    });
    const reply = await post(ADA, HTML);
    expect([reply.status, reply.headers.get('Retry-After')]).toEqual([503, '5']);
    expect(await reply.text()).toContain('Try again');
    expect(await started.events()).toEqual([]);
  });

  test('what the log did not take and the book does not forget is told to the operator', async () => {
    const { post } = await start({
      log: (log) => ({
        ...log,
        append: async () => await Promise.reject(new LogUnavailableError('down')),
      }),
      book: (book) => ({
        ...book,
        erase: async () => await Promise.reject(new AddressBookUnavailableError('full')),
      }),
    });
    expect((await post(ADA)).status).toBe(503);
    expect(started.lines.join()).toContain('address without a request stays in the book');
    expect(started.lines.join()).not.toContain('ada');
  });

  test('a bug is 500 and tells nothing', async () => {
    const { post } = await start({
      book: (book) => ({
        ...book,
        enter: async () => await Promise.reject(new TypeError('a secret of ours')),
      }),
    });
    const reply = await post(ADA);
    expect(reply.status).toBe(500);
    expect(await reply.text()).not.toContain('secret');
  });
});
