import { describe, expect, it } from 'vitest';

import { changeOf, marginOf, priceFor, withChange, withMore, without } from './lines';
import { formOf, readRule } from './rules';
import { quoteNumber, type Quote, type QuoteLine } from './states';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const line = (id: string, values: Partial<QuoteLine> = {}): QuoteLine => ({
  id, sku: id.toUpperCase(), title: id, picture: null, quantity: 2, configuration: null, list_price: { price: usd(1000), kind: 'list', name: '' }, unit_price: usd(1000),
  discount_percent: '0', total: usd(2000), discount: usd(0), tax: usd(0), payable: usd(2000), note: '', unit_cost: usd(700), ...values,
});
const quote = (...lines: QuoteLine[]) => ({ lines }) as Quote;

describe('the lines of a quote', () => {
  it('keep an agreed price, and follow the usual one where none was agreed', () => {
    expect(changeOf(line('a'))).not.toHaveProperty('unit_price');
    expect(changeOf(line('a', { unit_price: usd(900) })).unit_price).toEqual(usd(900));
  });

  it('take a discount in the place of a price, and leave the others as they are', () => {
    const [a, b] = withChange(quote(line('a', { unit_price: usd(900) }), line('b', { unit_price: usd(800) })), 'a', { discount_percent: '5' });
    expect([a, b?.unit_price]).toEqual([{ id: 'a', sku: 'A', quantity: 2, note: '', configuration_id: null, discount_percent: '5' }, usd(800)]);
  });

  it('keep the price when only the quantity changes', () => {
    expect(withChange(quote(line('a', { unit_price: usd(900) })), 'a', { quantity: 9 })).toMatchObject([{ quantity: 9, unit_price: usd(900) }]);
  });

  it('grow by one piece of what is there, by a line for what is not', () => {
    const now = quote(line('a'));
    expect(withMore(now, 'A')).toMatchObject([{ sku: 'A', quantity: 3 }]);
    expect(withMore(now, 'A', 'cfg_1')).toMatchObject([{ quantity: 2 }, { sku: 'A', quantity: 1, configuration_id: 'cfg_1' }]);
    expect(without(now, 'a')).toEqual([]);
  });
});

describe('a margin', () => {
  const cheap = line('a', { unit_price: usd(500), total: usd(1000) });
  it('is the share of the price that is left after costs', () => {
    expect([marginOf(line('a'), false), marginOf(cheap, false), marginOf(line('a', { unit_cost: null }), false), marginOf(line('a', { total: usd(0) }), false)]).toEqual([30_000, -40_000, null, null]);
  });

  it('counts neither tax nor the share of the whole’s discount', () => {
    const taxed = line('a', { total: usd(2000), discount: usd(-200), tax: usd(300) });
    expect([marginOf(taxed, true), marginOf(taxed, false)]).toEqual([6_667, 22_222]);
  });

  it.each([
    [30_000, 1000],
    [33_333, 1050],
    [0, 700],
    [-50_000, 467],
  ])('of %s parts needs the price %s, never less', (margin, price) => {
    expect(priceFor(line('a'), margin, false)).toEqual(usd(price));
  });

  it('is reached with tax and discount on the price', () => {
    const taxed = line('a', { total: usd(2000), discount: usd(0), tax: usd(320) });
    expect([priceFor(taxed, 16_667, true), priceFor(line('a', { unit_cost: null }), 0, true)]).toEqual([usd(1001), null]);
  });
});

describe('approval rules', () => {
  it.each([
    { id: 'r1', name: 'Deep', tier: 1, role: 'finance', when: { discount_at_least_percent: '12.5' } },
    { id: 'r2', name: 'Thin', tier: 2, role: 'admin', when: { margin_below_percent: '10' } },
    { id: 'r3', name: 'Large', tier: 3, role: 'admin', when: { amount_at_least: usd(5_000_000) } },
  ] as const)('come back from their row as they were: $name', (rule) => {
    expect(readRule(formOf(rule, 'EUR'))).toEqual(rule);
  });

  it.each([{ name: ' ' }, { value: '' }, { value: '101' }])('need %o', (typed) => {
    expect(readRule({ id: '', name: 'Deep', tier: '1', role: 'finance', when: 'discount', value: '10', currency: 'USD', ...typed })).toBeNull();
  });
});

it('a quote’s number is known however it is typed', () => {
  expect([quoteNumber('q7k3m2qxd'), quoteNumber('Q-7K3M-2QXD'), quoteNumber('amy@example.com')]).toEqual(['Q-7K3M-2QXD', 'Q-7K3M-2QXD', null]);
});
