import { problem } from '@emberlog/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listedItems, START } from './testing/item-log-arbitrary.ts';
import { createQueryUnderTest, type QueryUnderTest } from './testing/query-under-test.ts';
import { openReadModel, type ReadModel } from './testing/read-model.ts';

const HOUR = 3_600_000;

let model: ReadModel;
let query: QueryUnderTest;

beforeAll(async () => {
  model = await openReadModel();
  query = createQueryUnderTest(model);
  query.setClock(START + HOUR);
  await model.write(listedItems(() => START));
});
afterAll(async () => {
  query.close();
  await model.close();
});

/** Query strings that break a rule, and the parameters an answer must name. */
const REFUSED: readonly (readonly [string, readonly string[]])[] = [
  ['nonsense=1', ['nonsense']],
  ['limit=5&limit=6', ['limit']],
  ['limit=0', ['limit']],
  ['limit=101', ['limit']],
  ['limit=1e1', ['limit']],
  ['limit=', ['limit']],
  ['limit=-1&prior=51', ['limit', 'prior']],
  ['algorithm=best', ['algorithm']],
  ['algorithm=trending@2', ['algorithm']],
  ['half_life=59m', ['half_life']],
  ['half_life=31d', ['half_life']],
  ['half_life=48', ['half_life']],
  ['half_life=48h%00', ['half_life']],
  ['half_life=999999999999999999999h', ['half_life']],
  ['prior=2.5', ['prior']],
  ['prior=NaN', ['prior']],
  ['algorithm=new&half_life=48h', ['half_life']],
  ['algorithm=new&prior=3', ['prior']],
  ['algorithm=top&window=fortnight', ['window']],
  ['basis=voted', ['basis']],
  ['algorithm=top&basis=loved', ['basis']],
  ['as_of=yesterday', ['as_of']],
  ['as_of=2025-12-10', ['as_of']],
  ['as_of=2150-01-01T00:00:00Z', ['as_of']],
  ['listed_on=2025-02-30', ['listed_on']],
  ['min_votes=-1', ['min_votes']],
  ['explain=yes', ['explain']],
  ['cursor=forged', ['cursor']],
  ['position=forged', ['position']],
  ['after=forged', ['after']],
  [`after=${'A'.repeat(5000)}`, ['after']],
  ['organization=', ['organization']],
  [`tag=${'x'.repeat(101)}`, ['tag']],
  ['__proto__=1', ['__proto__']],
  ['constructor=1&toString=2', ['constructor', 'toString']],
];

describe('a parameter that breaks a rule is named, with all the others that do', () => {
  test.each(REFUSED)('?%s', async (search, names) => {
    const { status, body } = await query.get(`/v1/trending?${search}`);
    expect(status).toBe(400);
    const { errors } = problem.parse(body);
    expect(errors.map(({ path }) => path).sort()).toEqual([...names].sort());
    expect(errors.every(({ message }) => message.length > 0)).toBe(true);
  });
});

describe('filters hold any text as it is', () => {
  test.each([
    "'; DROP TABLE emberlog.items; --",
    '$$ {x:String}',
    '\\',
    '\0',
    '\n\n',
    '😀\u202E',
    '%',
  ])('%j', async (text) => {
    const value = encodeURIComponent(text);
    const reply = await query.get(`/v1/trending?tag=${value}&organization=${value}`);
    expect(reply).toMatchObject({ status: 200, body: { items: [], next_cursor: null } });
  });
});

describe('a path that names nothing', () => {
  test.each([
    ['/v1/items/no-such-item', 404],
    ['/v1/items/%2e%2e', 404],
    ['/v1/items/%00', 404],
    [`/v1/items/${'x'.repeat(3000)}`, 404],
    ['/v1/lists/2025-13-01', 400],
    ['/v1/lists/today', 400],
    ['/v1/lists/2025-12-10?sort=best', 400],
    ['/v1/algorithms?x=1', 400],
    ['/v1/nothing', 404],
  ])('%s is answered %i with a problem', async (path, status) => {
    const reply = await query.get(path);
    expect(reply.status).toBe(status);
    expect(problem.parse(reply.body).status).toBe(status);
  });
});
