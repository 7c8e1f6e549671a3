import type { Refused } from '../judged.ts';
import { refuse } from '../refuse.ts';
import { nodesOf, type SyntaxNode } from '../syntax-tree.ts';
import { sizesOf } from './sizes.ts';

/**
 * Judges how much a statement may work out before it begins. The engine computes what depends on no
 * column while it reads a statement, and no limit and no KILL ends that, nor does it look at its memory
 * often. So what every call may make is estimated, through aliases and lambdas, and added up.
 */
export const judgeWork = (root: SyntaxNode): Refused | null => {
  const sizeOf = sizesOf(root);
  let work = 0;
  for (const node of nodesOf(root)) work += node.kind === 'Function' ? sizeOf(node) : 0;
  if (work <= MOST_WORK) return null;
  return refuse(
    'TOO_BIG_AST',
    'The arrays and texts that this statement makes of constants are too large, or too many; numbers() makes rows',
  );
};

/** Elements or bytes: a few seconds of the slowest functions. */
const MOST_WORK = 50_000_000;
