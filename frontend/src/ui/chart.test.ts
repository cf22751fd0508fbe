import { expect, it } from 'vitest';

import { ceiling } from './chart';

it.each([
  [[], 2],
  [[0, 0], 2],
  [[0, 1], 2],
  [[3], 4],
  [[5, 2], 6],
  [[7], 10],
  [[11], 20],
  [[0, 43], 50],
  [[1000], 1000],
])('counts %j up to %d, with a whole number in the middle', (values, top) => {
  expect(ceiling(values)).toBe(top);
  expect(Number.isInteger(top / 2)).toBe(true);
});

it.each([[[0.4], 0.5], [[12.34, 3], 20], [[0.07], 0.1]])('measures %j up to %d', (values, top) => expect(ceiling(values)).toBeCloseTo(top));
