import { expect, it } from 'vitest';

import type { Schemas } from '$api';

import { nextLook, PATIENCE } from './polling.svelte';

const order = (given: Partial<Schemas['OrderView']>) => ({ kind: 'payment', state: 'placed', payment_state: 'pending', refunds: [], returns: [], ...given }) as unknown as Schemas['OrderView'];

it('looks often just after paying, then less', () => {
  expect(nextLook(order({}), true, 0)).toBeLessThan(2_000);
  expect(nextLook(order({}), true, PATIENCE)).toBeGreaterThan(5_000);
});

it('does not hurry for a transfer, which takes days', () => {
  expect(nextLook(order({ kind: 'on_account' }), false, 0)).toBeGreaterThan(20_000);
});

it('looks on while a refund or a return is under way, even when the order is closed', () => {
  const closed = { state: 'cancelled', payment_state: 'paid' } as const;
  expect(nextLook(order({ ...closed, refunds: [{ state: 'pending' }] as never }), false, 0)).not.toBeNull();
  expect(nextLook(order({ ...closed, returns: [{ state: 'approved' }] as never }), false, 0)).not.toBeNull();
});

it('stops where nothing more is expected', () => {
  expect(nextLook(order({ state: 'completed', payment_state: 'paid' }), false, 0)).toBeNull();
});
