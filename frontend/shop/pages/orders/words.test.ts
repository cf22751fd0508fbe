import { beforeEach, expect, it } from 'vitest';

import type { Schemas } from '$api';
import { useTexts } from '$lib/i18n.svelte';

import orders from '../../i18n/en/orders';
import { progressOf, stateText } from './words';

type Order = Schemas['OrderView'];

beforeEach(() => useTexts('en', { orders }));

it.each([
  ['payment', 'placed', 1],
  ['payment', 'accepted', 2],
  ['payment', 'completed', 5],
  ['on_account', 'placed', 1],
  ['on_account', 'accepted', 1],
  ['on_account', 'shipped', 3],
  ['on_account', 'completed', 4],
] as const)('tells where an order with %s stands when %s', (kind, state, current) => {
  expect(progressOf({ kind, state } as Order).current).toBe(current);
});

it('asks nobody to pay who buys on account', () => {
  expect([stateText({ kind: 'payment', state: 'placed', payment_state: 'pending' }), stateText({ kind: 'on_account', state: 'placed', payment_state: 'pending' })]).toEqual([
    'Waiting for payment', 'Order received',
  ]);
});
