import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ServedWhole } from '../position/served-whole.ts';
import { jsonOf } from './json-of.ts';

/** An answer, as far as it is the same for equal questions at the same cut. */
export type Answer = {
  readonly text: string;
  /** Headers that are part of it. */
  readonly headers: Readonly<Record<string, string>>;
  /** A weak entity tag: what a reply says of freshness is not part of the answer. */
  readonly etag: string;
};

/** What is asked. Objects that come again as themselves, such as offsets, are parts of their own. */
type Question = readonly (object | string | number | null)[];

export type AnswerCache = {
  /**
   * The answer to a question, produced at most once while it is kept, also when several ask at the
   * same time. A failure is not kept. `question` must hold all that the answer depends on, in parts
   * that never change.
   */
  readonly text: (
    question: Question,
    produce: () => Promise<Pick<Answer, 'text' | 'headers'>>,
  ) => Promise<Answer>;
  /** The same for an object, as JSON. */
  readonly get: (question: Question, produce: () => Promise<object>) => Promise<Answer>;
  /**
   * The same for a question that is told by two objects, which are the same ones when it is asked again
   * at once. Then it is known without being written down.
   */
  readonly again: (
    request: object,
    cut: object,
    question: () => Question,
    produce: () => Promise<object>,
  ) => Promise<Answer>;
};

/** How many answers are known without their question being written down. */
const AT_HAND = 32;

/** Characters of all answers kept: some hundred pages. */
const MOST_KEPT = 16 * 1024 * 1024;

/**
 * Keeps the answers asked for last: the same cut gives the same rows for ever. What `served` rejects is
 * not kept. `onAnswer` hears whether an answer was there, or being produced, already.
 */
export const createAnswerCache = (
  served: ServedWhole,
  onAnswer: (source: 'cache' | 'produced') => void = () => undefined,
): AnswerCache => {
  const kept = new LRUCache<string, Answer>({
    maxSize: MOST_KEPT,
    sizeCalculation: ({ text }, question) => text.length + question.length,
  });
  const producing = new Map<string, Promise<Answer>>();
  const text: AnswerCache['text'] = async (question, produce) => {
    const key = keyOf(question);
    const found = kept.get(key) ?? producing.get(key);
    onAnswer(found === undefined ? 'produced' : 'cache');
    if (found !== undefined) return await found;
    const answer = served(produce).then(answerOf);
    producing.set(key, answer);
    try {
      kept.set(key, await answer);
      return await answer;
    } finally {
      producing.delete(key);
    }
  };
  const get: AnswerCache['get'] = async (question, produce) =>
    await text(question, async () => ({ text: JSON.stringify(await produce()), headers: {} }));
  const atHand = new LRUCache<object, { readonly cut: object; readonly answer: Answer }>({
    max: AT_HAND,
  });
  return {
    text,
    get,
    again: async (request, cut, question, produce) => {
      const found = atHand.get(request);
      if (found?.cut === cut) {
        onAnswer('cache');
        return found.answer;
      }
      const answer = await get(question(), produce);
      atHand.set(request, { cut, answer });
      return answer;
    },
  };
};

const keyOf = (question: Question): string =>
  question
    .map((part) =>
      part !== null && typeof part === 'object' ? jsonOf(part) : JSON.stringify(part),
    )
    .join();

/** Of the text alone: where a later cut says the same, who has it need not be sent it again. */
const answerOf = ({ text, headers }: Pick<Answer, 'text' | 'headers'>): Answer => {
  const hash = createHash('sha256').update(text).digest('base64url');
  return { text, headers, etag: `W/"${hash.slice(0, 22)}"` };
};
