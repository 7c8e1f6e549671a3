import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SUBSCRIPTION_TOPICS, TOPICS } from '../event-log.ts';
import { LogPositionError } from '../log-position-error.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { partitionOf } from '../partition-of.ts';
import { bytes, readAll, text, recordsOf } from './log-under-test.ts';
import type { LogFactory, LogUnderTest, TestedTopics } from './log-under-test.ts';

/** What `append`, `read` and `bounds` of every adapter hold. */
export function describeAppendContract<T extends string>(
  topics: TestedTopics<T>,
  createLog: LogFactory<LogUnderTest<T>>,
): void {
  const [main] = topics;
  const newRecord = recordsOf(main);
  const isForeign = (topic: string): boolean => !topics.some((own) => own === topic);

  describe('appending', () => {
    let test: LogUnderTest<T>;
    beforeEach(async () => (test = await createLog()));
    afterEach(() => test.dispose());

    it('starts empty, with every partition of every topic', async () => {
      const expected = topics.flatMap((topic) =>
        Array.from({ length: test.partitions }, (_, partition) => ({
          topic,
          partition,
          first: 0,
          end: 0,
        })),
      );
      expect(await test.log.bounds()).toEqual(expected);
    });

    it('gives back what was appended, with the append time of the clock', async () => {
      const [position] = await test.log.append([newRecord('paper', 'up')]);
      expect(position).toEqual({
        topic: main,
        partition: partitionOf('paper', test.partitions),
        offset: 0,
      });
      const record = await test.log.read({
        ...newRecord('paper'),
        partition: position?.partition ?? -1,
        offset: 0,
      });
      expect(record).toMatchObject({ ...position, key: 'paper', value: bytes('up') });
      if (test.hasGivenClock) expect(record?.appended).toBe(1000);
      else expect(record?.appended).toBeCloseTo(Date.now(), -4);
    });

    it('answers in the order of the request, whatever the topics and partitions', async () => {
      const request = Array.from({ length: 60 }, (_, index) => ({
        topic: topics[index % topics.length] ?? main,
        key: `paper-${index % 7}`,
        value: bytes(`value ${index}`),
      }));
      const positions = await test.log.append(request);
      const records = await Promise.all(positions.map((position) => test.log.read(position)));
      expect(
        records.map(
          (record) => record && { topic: record.topic, key: record.key, value: record.value },
        ),
      ).toEqual(request);
    });

    it('keeps equal keys in one partition and in order', async () => {
      const positions = await test.log.append(
        Array.from({ length: 20 }, (_, index) => newRecord('same', `${index}`)),
      );
      expect(new Set(positions.map(({ partition }) => partition)).size).toBe(1);
      expect(positions.map(({ offset }) => offset)).toEqual(
        Array.from({ length: 20 }, (_, offset) => offset),
      );
    });

    it('gives concurrent appenders offsets without holes or repeats', async () => {
      const appenders = Array.from({ length: 16 }, async (_, appender) => {
        const positions = [];
        for (let round = 0; round < 10; round += 1) {
          positions.push(
            ...(await test.log.append([
              newRecord(`${appender}/${round}`),
              newRecord(`b${appender}/${round}`),
            ])),
          );
        }
        return positions;
      });
      const places = (await Promise.all(appenders))
        .flat()
        .map(({ partition, offset }) => `${partition}:${offset}`);
      const bounds = (await test.log.bounds()).filter(({ topic }) => topic === main);
      const expected = bounds.flatMap(({ partition, end }) =>
        Array.from({ length: end }, (_, offset) => `${partition}:${offset}`),
      );
      expect(places).toHaveLength(320);
      expect([...places].sort()).toEqual([...expected].sort());
    });

    it('stores empty values, one mebibyte, and keys of any script', async () => {
      const large = Uint8Array.from({ length: 1024 * 1024 }, (_, index) => (index * 7) & 0xff);
      const request = [
        { topic: main, key: '', value: new Uint8Array(0) },
        { topic: main, key: 'große/论文/🔥', value: large },
      ] as const;
      const positions = await test.log.append(request);
      const records = await Promise.all(positions.map((position) => test.log.read(position)));
      expect(records.map((record) => record?.key)).toEqual(['', 'große/论文/🔥']);
      expect(records.map((record) => record?.value.byteLength)).toEqual([0, large.byteLength]);
      expect(Buffer.compare(records[1]?.value ?? new Uint8Array(), large)).toBe(0);
    });

    it('answers an empty request with nothing', async () => {
      expect(await test.log.append([])).toEqual([]);
    });

    it('reads null where there is no record', async () => {
      const [position] = await test.log.append([newRecord('paper')]);
      const found = { topic: main, partition: position?.partition ?? -1 };
      const missing = [
        { ...found, offset: 1 },
        { ...found, offset: -1 },
        { ...found, offset: 0.5 },
        { ...found, partition: test.partitions, offset: 0 },
        ...topics.slice(1).map((topic) => ({ ...found, topic, offset: 0 })),
      ];
      expect(await Promise.all(missing.map((place) => test.log.read(place)))).toEqual(
        missing.map(() => null),
      );
    });

    // Seen to fail when the topics of all logs are known to each.
    it.each([...TOPICS, ...SUBSCRIPTION_TOPICS, 'emberlog.unknown'].filter(isForeign))(
      'knows no %s: refuses a call that names it, and has none of it to read or follow',
      async (topic) => {
        const foreign = { ...newRecord('paper'), topic: topic as T };
        await expect(test.log.append([newRecord('paper'), foreign])).rejects.toThrow(RangeError);
        const start = { topic: topic as T, partition: 0, offset: 0 };
        expect(await test.log.read(start)).toBeNull();
        const { done } = test.log.follow({ from: [start], handle: () => Promise.resolve() });
        await expect(done).rejects.toThrow(LogPositionError);
        expect(await readAll(test.log)).toEqual([]);
      },
    );

    it('appends none of a call that has an overlong key', async () => {
      await expect(
        test.log.append([newRecord('paper'), newRecord('k'.repeat(65_536))]),
      ).rejects.toThrow(RangeError);
      expect(await readAll(test.log)).toEqual([]);
    });

    it('refuses all calls after close with a retryable error', async () => {
      await test.log.close();
      await expect(test.log.append([newRecord('late')])).rejects.toThrow(LogUnavailableError);
      await expect(test.log.bounds()).rejects.toMatchObject({ retryable: true });
      await expect(test.log.read({ topic: main, partition: 0, offset: 0 })).rejects.toThrow(
        LogUnavailableError,
      );
      await expect(
        test.log.follow({ from: [], handle: () => Promise.resolve() }).done,
      ).rejects.toThrow(LogUnavailableError);
    });

    it('takes several calls to close as one', async () => {
      await Promise.all([test.log.close(), test.log.close()]);
      await expect(test.log.append([newRecord('late')])).rejects.toThrow('closed');
    });

    it('keeps the text of each record apart from its neighbours', async () => {
      await test.log.append(['a', 'b', 'c'].map((key) => newRecord(key, `text of ${key}`)));
      const texts = (await readAll(test.log)).map((record) => record && text(record.value));
      expect([...texts].sort()).toEqual(['text of a', 'text of b', 'text of c']);
    });
  });
}
