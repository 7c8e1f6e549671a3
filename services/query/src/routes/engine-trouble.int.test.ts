import { createLogger } from '@emberlog/service-kit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createQueryUnderTest, type QueryUnderTest } from '../testing/query-under-test.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { HOUR, MORNING, smallSite } from '../testing/small-site.ts';
import { withSettings } from '../testing/with-settings.ts';

const PATHS = ['/v1/trending', '/v1/trending?explain=true', '/v1/lists/2025-12-10', '/v1/items/a'];
const NOW = MORNING + 10 * HOUR;
type Line = { readonly level: string; readonly msg: string; readonly reason: string };

let model: ReadModel;
let service: QueryUnderTest;
let settings: Readonly<Record<string, number>>;
/** Names of the statements that lack nothing. */
let spared: readonly string[];
let lines: Line[];

beforeAll(async () => {
  model = await openReadModel();
  await model.write(smallSite);
});
afterAll(async () => await model.close());
beforeEach(() => {
  lines = [];
  spared = [];
  const destination = { write: (line: string) => lines.push(JSON.parse(line) as Line) };
  service = createQueryUnderTest(
    {
      ...model,
      reader: {
        query: async (query, params) =>
          await withSettings(model.reader, spared.includes(query.name) ? PLENTY : settings).query(
            query,
            params,
          ),
      },
    },
    { logger: createLogger({ name: 'query', level: 'warn', destination }) },
  );
  service.setClock(NOW);
});

const NO_MEMORY = { max_memory_usage: 1_000, max_untracked_memory: 1 };
const NO_TIME = { max_execution_time: 0.000_001 };
const PLENTY = { max_memory_usage: 0, max_execution_time: 0 };

// Seen to fail when the engine's errors are thrown as they are, when the number of lack of time is
// not known, and when nothing says when to try again.
test.each([
  ['memory', NO_MEMORY, 'the engine has no memory left; give the process more'],
  ['time', NO_TIME, 'the engine took too long; look at what else its machine does'],
])('an engine without %s is a 503 that says so, and no more than that', async (...given) => {
  const [, lack, reason] = given;
  settings = lack;
  for (const path of PATHS) {
    const { status, headers, body } = await service.get(path);
    expect({ path, status, detail: body['detail'] }).toEqual({
      path,
      status: 503,
      detail: `this question cannot be answered for now: ${reason}`,
    });
    expect(headers.get('Content-Type')).toBe('application/problem+json');
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
  }
});

// Seen to fail when every refusal is a line, and when a refusal is kept as an answer.
test('one line a minute says what is lacking, and once there is enough everything is answered', async () => {
  settings = NO_MEMORY;
  for (const path of PATHS) await service.get(path);
  service.setClock(NOW + 59_000);
  await service.get('/v1/trending');
  const line = { level: 'warn', msg: 'questions are refused' };
  const reason = 'the engine has no memory left; give the process more';
  expect(lines).toMatchObject([{ ...line, reason }]);

  service.setClock(NOW + 60_000);
  await service.get('/v1/trending');
  expect(lines).toMatchObject([line, line]);

  // The position is known, the answer is not.
  spared = ['model-ends', 'model-ends-since'];
  for (const path of PATHS) expect(await service.get(path)).toMatchObject({ status: 503 });
  settings = PLENTY;
  for (const path of PATHS) expect(await service.get(path)).toMatchObject({ status: 200 });
  expect(lines).toHaveLength(2);
});

// Seen to fail when every failure of the engine is taken for a lack of something.
test('a mistake in a statement is still a 500', async () => {
  settings = { no_such_setting: 1 };
  expect(await service.get('/v1/trending')).toMatchObject({ status: 500 });
  expect(lines).toEqual([]);
});
