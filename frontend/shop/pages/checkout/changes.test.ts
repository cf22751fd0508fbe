import { expect, it } from 'vitest';

import type { Schemas } from '$api';

import { changesBetween } from './changes';

const usd = (amount: number) => ({ amount, currency: 'USD' });

function cart(lines: [id: string, quantity: number, unit: number, problem?: string][], delivery = 0): Schemas['CartView'] {
  const subtotal = lines.reduce((sum, [, quantity, unit]) => sum + quantity * unit, 0);
  return {
    lines: lines.map(([id, quantity, unit, problem = null]) => ({ id, title: id, quantity, unit_price: usd(unit), problem })),
    totals: { subtotal: usd(subtotal), discount: usd(0), delivery: usd(delivery), tax: usd(0), total: usd(subtotal + delivery) },
  } as unknown as Schemas['CartView'];
}

it('tells lines first and the total last', () => {
  const before = cart([['Phone', 1, 1000], ['Case', 1, 50], ['Cable', 2, 10]]);
  const after = cart([['Phone', 1, 1100], ['Cable', 3, 10], ['Charger', 1, 30]], 5);
  expect(changesBetween(before, after)).toEqual([
    { kind: 'price_changed', title: 'Phone', from: usd(1000), to: usd(1100) },
    { kind: 'quantity_changed', title: 'Cable', from: 2, to: 3 },
    { kind: 'line_added', title: 'Charger' },
    { kind: 'line_gone', title: 'Case' },
    { kind: 'delivery_changed', from: usd(0), to: usd(5) },
    { kind: 'total_changed', from: usd(1070), to: usd(1165) },
  ]);
});

it('names a product that cannot be bought any more', () => {
  expect(changesBetween(cart([['Phone', 1, 1000]]), cart([['Phone', 1, 1000, 'unavailable']]))).toEqual([{ kind: 'line_unavailable', title: 'Phone' }]);
});

it('is silent where nothing changed', () => {
  expect(changesBetween(cart([['Phone', 1, 1000]]), cart([['Phone', 1, 1000]]))).toEqual([]);
});
