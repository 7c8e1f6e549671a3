import { expect, test } from 'vitest';
import { readSyntaxTree } from './syntax-tree.ts';

const TREE = `SelectWithUnionQuery (children 2)
 ExpressionList (children 1)
  Function sum (alias total (children)) (children 1)
   Identifier x
 Identifier JSON
`;

test('a printed tree is read as it is', () => {
  expect(readSyntaxTree(TREE)).toMatchObject({
    kind: 'SelectWithUnionQuery',
    children: [
      {
        kind: 'ExpressionList',
        children: [
          {
            kind: 'Function',
            text: 'sum',
            alias: 'total (children)',
            children: [{ text: 'x', children: [] }],
          },
        ],
      },
      { kind: 'Identifier', text: 'JSON' },
    ],
  });
});

test.each([
  ['a child more than promised', TREE.replace('JSON', 'JSON\n Identifier y')],
  ['a child less than promised', TREE.replace('   Identifier x\n', '')],
  ['a child of a name', TREE.replace('Identifier x', 'Identifier x\n    Identifier y')],
  ['a second root', `${TREE}SelectQuery\n`],
  ['a level left out', TREE.replace('   Identifier x', '     Identifier x')],
  ['a promise in a name', TREE.replace('Identifier x', 'Identifier x (children 1)')],
  ['no root', ` Identifier x\n`],
  ['nothing', ''],
])('a tree with %s is none', (_, printed) => {
  expect(readSyntaxTree(printed)).toBeNull();
});
