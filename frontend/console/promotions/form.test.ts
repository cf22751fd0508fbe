import { describe, expect, it } from 'vitest';

import { definitionOf, emptyForm, formOf, readForm, type Form, type Promotion } from './form';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const none = { skus: [], categories: [], brands: [] };
const promotion = (values: Partial<Promotion>): Promotion => ({
  id: 'pro_1', name: { en: 'Spring', zh: '春季' }, level: 'item', effect: { kind: 'percentage', percent: '10' }, products: none, minimum_subtotal: null, minimum_quantity: null,
  organisation_id: null, group: null, currency: null, starts_at: null, ends_at: null, priority: 0, stacking: 'stacks', usage_limit: null, per_customer_limit: null,
  active: true, state: 'holds', used: null, created_at: '2026-01-01T00:00:00Z', ...values,
});
const typed = (values: Partial<Form>): Form => ({ ...emptyForm(), en: 'Spring', zh: '春季', percent: '10', ...values });

describe('a promotion’s form', () => {
  it.each<[string, Partial<Promotion>]>([
    ['a percentage', { products: { skus: ['A'], categories: ['c.d'], brands: ['B'] }, minimum_quantity: 5, group: 'education', priority: 10, stacking: 'exclusive' }],
    ['an amount off the order', { level: 'order', effect: { kind: 'amount', amount: usd(500) }, minimum_subtotal: usd(10_000), currency: 'USD', usage_limit: 100, per_customer_limit: 1 }],
    ['free delivery', { level: 'delivery', effect: { kind: 'percentage', percent: '100' }, organisation_id: 'org_1' }],
    ['buy 3, get 1', { effect: { kind: 'buy_x_get_y', buy: 3, get: 1, percent: '100', gift: null } }],
    ['a gift', { effect: { kind: 'buy_x_get_y', buy: 1, get: 2, percent: '50', gift: { ...none, skus: ['G'] } } }],
    ['a bundle for a price', { effect: { kind: 'bundle', parts: [{ sku: 'A', pieces: 2 }, { sku: 'B', pieces: 1 }], price: usd(9900), percent: null }, currency: 'USD' }],
    ['a bundle for less', { effect: { kind: 'bundle', parts: [{ sku: 'A', pieces: 2 }], price: null, percent: '12.5' } }],
    ['a window', { starts_at: '2026-03-01T08:30:00.000Z', ends_at: '2026-04-01T08:30:00.000Z', active: false }],
  ])('gives back %s', (_what, values) => {
    const known = promotion(values);
    expect(readForm(formOf(known), 'USD')).toEqual({ definition: definitionOf(known) });
  });

  it.each<[Partial<Form>, string]>([
    [{ en: ' ' }, 'en'],
    [{ zh: '' }, 'zh'],
    [{ percent: '0' }, 'percent'],
    [{ kind: 'amount', amount: '1.999' }, 'amount'],
    [{ kind: 'buy_x_get_y', buy: '0' }, 'buy'],
    [{ kind: 'buy_x_get_y', hasGift: true }, 'gift'],
    [{ kind: 'bundle', bundlePrice: '5', parts: [{ sku: 'A', pieces: '1' }] }, 'parts'],
    [{ kind: 'bundle', bundleBy: 'percent', parts: [{ sku: 'A', pieces: '2' }] }, 'bundlePercent'],
    [{ minimumSubtotal: '-5' }, 'minimumSubtotal'],
    [{ minimumQuantity: '1.5' }, 'minimumQuantity'],
    [{ group: 'Big Customers' }, 'group'],
    [{ starts: '2026-02-01T00:00', ends: '2026-02-01T00:00' }, 'ends'],
    [{ priority: '1001' }, 'priority'],
    [{ limit: '0' }, 'limit'],
  ])('says what is wrong: %o', (values, field) => {
    expect(readForm(typed(values), 'USD')).toEqual({ wrong: [field] });
  });
});
