import { expect, it } from 'vitest';

import { holdsOnly } from './left-in-basket';

const plain = (sku: string) => ({ sku, configuration: null });
const configured = (sku: string, id: string) => ({ sku, configuration: { id } });

it.each([
  ['nothing is left', [], [plain('A')], false],
  ['all of it was ordered', [plain('A'), configured('B', 'cfg_1')], [configured('B', 'cfg_1'), plain('A'), plain('C')], true],
  ['something else is in it', [plain('A'), plain('D')], [plain('A')], false],
  ['the product is configured otherwise', [configured('B', 'cfg_2')], [configured('B', 'cfg_1')], false],
])('when %s', (_, basket, ordered, expected) => {
  expect(holdsOnly(basket, ordered)).toBe(expected);
});
