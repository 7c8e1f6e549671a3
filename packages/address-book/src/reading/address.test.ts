import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { addressOf } from '../testing/address-of.ts';

// Seen to fail when the fields can be enumerated.
test('an address is shown by nothing but its fields', () => {
  const address = addressOf('Ada@example.org');
  expect([address.sent, address.normalised]).toEqual(['Ada@example.org', 'ada@example.org']);
  const shown = [
    String(address),
    // eslint-disable-next-line @typescript-eslint/restrict-template-expressions -- what a template shows is asked
    `${address}`,
    JSON.stringify([address]),
    inspect(address),
    inspect({ deep: { address } }, { showHidden: true }),
    inspect(address, { customInspect: false, showHidden: true }),
    JSON.stringify({ ...address }),
    JSON.stringify(Object.entries(address)),
    JSON.stringify(structuredClone({ ...address })),
  ];
  for (const text of shown) expect(text).not.toMatch(/ada/i);
  expect(shown.slice(0, 4)).toEqual(['[address]', '[address]', '["[address]"]', '[address]']);
});

test('an address cannot be changed', () => {
  const address = addressOf('ada@example.org');
  expect(() => Object.assign(address, { sent: 'eve@example.org' })).toThrow(TypeError);
  expect(address.sent).toBe('ada@example.org');
});
