import { expect, it } from 'vitest';

import { originOf } from './asked';

it.each([
  ['configuration=cfg_1', { from: 'configuration', id: 'cfg_1', quantity: 1 }],
  ['sku=AB-1&quantity=40', { from: 'product', sku: 'AB-1', quantity: 40 }],
  ['sku=AB-1&quantity=-3', { from: 'product', sku: 'AB-1', quantity: 1 }],
  ['sku=AB-1&quantity=1e9', { from: 'product', sku: 'AB-1', quantity: 9999 }],
  ['sku=AB-1&quantity=many', { from: 'product', sku: 'AB-1', quantity: 1 }],
  ['quote=quo_1', { from: 'quote', id: 'quo_1' }],
  ['', { from: 'basket' }],
])('asks for what ?%s names', (query, origin) => {
  expect(originOf(new URLSearchParams(query))).toEqual(origin);
});
