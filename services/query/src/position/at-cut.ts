import type { ModelCut } from '../list/cut.ts';
import type { QueryContext } from '../query-context.ts';
import { refused } from './refused.ts';
import { resolveCut, type Caller, type CutContext, type Pins } from './resolve-cut.ts';

/** The tables were exchanged for those of another read model while an answer was read. */
export class ModelSwitchedError extends Error {
  override readonly name = 'ModelSwitchedError';
}

/** Two switches lie further apart than an answer takes. */
const MOST_ATTEMPTS = 3;

/**
 * Answers at the cut that a request asks for. Where the read model is switched meanwhile, it answers
 * from the new one; a request that is pinned to the old one gets the problem 410 then.
 */
export const atCut = async <T>(
  context: CutContext,
  { pins, now, caller }: { readonly pins: Pins; readonly now: number; readonly caller: Caller },
  answer: (cut: ModelCut) => Promise<T>,
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    const cut = await resolveCut(context, pins, now, caller);
    try {
      return await answer(cut);
    } catch (error) {
      if (!(error instanceof ModelSwitchedError)) throw error;
      if (attempt === MOST_ATTEMPTS) throw refused('the tables are exchanged again and again');
      context.source.renew();
    }
  }
};

/** Reads what an answer needs; rejects, for `atCut` to see, where some of it may be of another read model. */
export const ofOneModel = async <T>(
  { readModel }: Pick<QueryContext, 'readModel'>,
  cut: ModelCut,
  read: () => Promise<T>,
): Promise<T> => {
  const isSwitched = async (): Promise<boolean> => (await readModel()) !== cut.readModel;
  try {
    const found = await read();
    if (!(await isSwitched())) return found;
  } catch (error) {
    // Statements that met two read models may not fit each other.
    if (!(await isSwitched())) throw error;
  }
  throw new ModelSwitchedError(
    'the tables were exchanged for those of another read model meanwhile',
  );
};
