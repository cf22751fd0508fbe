import { expect, it } from 'vitest';

import { nextTier, tierAt } from './tiers';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const tiers = [
  { from_quantity: 1, unit_price: usd(1000) },
  { from_quantity: 10, unit_price: usd(890) },
  { from_quantity: 50, unit_price: usd(750) },
];

it.each([
  [1, 1000],
  [9, 1000],
  [10, 890],
  [49, 890],
  [500, 750],
])('holds for %i pieces', (pieces, amount) => {
  expect(tierAt(tiers, pieces)?.unit_price.amount).toBe(amount);
});

it('is none below the first', () => {
  expect(tierAt(tiers.slice(1), 3)).toBeNull();
});

it.each([
  [5, 5, 890],
  [8, 2, 890],
  [30, 20, 750],
])('is told when %i pieces are near the next', (pieces, more, amount) => {
  expect(nextTier(tiers, pieces, tierAt(tiers, pieces)?.unit_price ?? usd(1000), 9999)).toEqual({ more, unit: usd(amount) });
});

it('is not told when it is far, cannot be had, or is not lower', () => {
  expect(nextTier(tiers, 2, usd(1000), 9999)).toBeNull();
  expect(nextTier(tiers, 8, usd(1000), 9)).toBeNull();
  expect(nextTier(tiers, 8, usd(800), 9999)).toBeNull();
  expect(nextTier(tiers, 60, usd(750), 9999)).toBeNull();
});
