import { describe, expect, it } from 'vitest';

import { bestPercent, estimate, generalRule, joinable, type Programme } from './programmes';

const nothing = { skus: [], categories: [], brands: [], members: [], groups: [], tiers: [], customer: null, order_net_from: null };
const rule = (id: string, percent: string, when: Partial<Programme['rules'][number]['when']> = {}) => ({
  id, when: { ...nothing, ...when }, reward: { kind: 'percent_of_line', percent }, recurring_months: 0, priority: 0, words: '',
});
const programme = (...rules: ReturnType<typeof rule>[]) => ({ rules }) as unknown as Programme;

describe('what a programme pays', () => {
  const found = programme(rule('a', '8', { brands: ['Arden'] }), rule('b', '2.9'), rule('c', '4', { customer: 'new' }));

  it('is at least what its rule without conditions says', () => expect(generalRule(found)?.id).toBe('b'));
  it('has no general rule where each has a condition', () => expect(generalRule(programme(rule('a', '8', { tiers: ['gold'] })))).toBeNull());
  it('is up to the highest share', () => expect(bestPercent(found)).toBe(8));
});

it('reckons an example without a float in the amount', () => {
  expect(estimate(10_000, 20, { amount: 25_000, currency: 'USD' }, 2.9)).toEqual({ amount: 145_000, currency: 'USD' });
  expect(estimate(10, 20, { amount: 25_000, currency: 'USD' }, 5)).toEqual({ amount: 0, currency: 'USD' });
});

it('offers what is open, and not again what turned somebody down', () => {
  const all = [['a', true], ['b', true], ['c', false], ['d', true]].map(([id, active]) => ({ id, active })) as unknown as Programme[];
  const membership = (programme_id: string, state: 'active' | 'rejected') => ({ programme_id, state, joined_at: '', terms_version: 1, group: '', tier: '' });
  expect(joinable(all, null).map((one) => one.id)).toEqual(['a', 'b', 'd']);
  expect(joinable(all, { memberships: [membership('a', 'active'), membership('b', 'rejected')] }).map((one) => one.id)).toEqual(['d']);
});
