export type BoundedAnswerOptions<T> = {
  readonly ask: () => T | Promise<T>;
  /** How long anybody waits for an answer. */
  readonly deadlineMs: number;
  /** How long an answer serves those who ask again. */
  readonly keepMs: number;
  /** Hears of each answer that failed or was late. */
  readonly onUnanswered: () => void;
  /** Monotonic, ms. */
  readonly now: () => number;
};

/**
 * Asks for all who want to know together. Resolves within the deadline and never rejects: null where
 * the answer failed or is late. A question that is still being answered is not asked again.
 */
export const createBoundedAnswer = <T>(options: BoundedAnswerOptions<T>) => {
  const { ask, deadlineMs, keepMs, onUnanswered, now } = options;
  let kept: { readonly answer: T; readonly at: number } | null = null;
  let asked: Promise<T> | null = null;
  let awaited: Promise<T | null> | null = null;

  const askOnce = async (): Promise<T> => {
    const answer = await ask();
    kept = { answer, at: now() };
    return answer;
  };
  const withinDeadline = async (answer: Promise<T>): Promise<T | null> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('late')), deadlineMs);
    });
    try {
      return await Promise.race([answer, late]);
    } catch {
      onUnanswered();
      return null;
    } finally {
      clearTimeout(timer);
    }
  };
  return async (): Promise<T | null> => {
    if (kept !== null && now() - kept.at < keepMs) return kept.answer;
    // Forgotten a turn later at the soonest, also where asking throws at once.
    asked ??= askOnce().finally(() => (asked = null));
    awaited ??= withinDeadline(asked).finally(() => (awaited = null));
    return await awaited;
  };
};
