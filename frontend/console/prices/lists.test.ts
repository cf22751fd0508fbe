import { describe, expect, it } from 'vitest';

import { emptyPrice, formOf, named, needsAsking, pricesCsv, readPrice, type ListPrice } from './lists';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const price: ListPrice = {
  sku: 'A-1', title: 'Switch', tiers: [{ from_quantity: 1, unit_price: usd(1250) }, { from_quantity: 10, unit_price: usd(999) }],
  starts_at: '2026-03-01T08:30:00.000Z', ends_at: null, catalogue_price: usd(1500),
};

describe('the form of a price', () => {
  it('gives back the price that it was filled with', () => {
    expect(readPrice(formOf(price), 'USD')).toEqual({ change: { sku: 'A-1', tiers: [{ from_quantity: 1, unit: 1250 }, { from_quantity: 10, unit: 999 }], starts_at: '2026-03-01T08:30:00.000Z', ends_at: null } });
  });

  it('sorts the tiers', () => {
    const form = { ...emptyPrice('A'), tiers: [{ from: '10', price: '9' }, { from: '1', price: '12.50' }] };
    expect(readPrice(form, 'USD')).toMatchObject({ change: { tiers: [{ from_quantity: 1, unit: 1250 }, { from_quantity: 10, unit: 900 }] } });
  });

  it('names the rows that are wrong, and a window that ends before it begins', () => {
    const form = { sku: 'A', tiers: [{ from: '1', price: '9.999' }, { from: '0', price: '9' }, { from: '1', price: '8' }], starts: '2026-02-01T00:00', ends: '2026-01-01T00:00' };
    expect(readPrice(form, 'USD')).toEqual({ faults: { from: [1, 2], price: [0], ends: true } });
  });
});

it('exported prices are a file that can be imported', () => {
  expect(pricesCsv([price])).toBe('\uFEFFsku,from_quantity,price,starts,ends\r\nA-1,1,12.50,2026-03-01T08:30:00.000Z,\r\nA-1,10,9.99,2026-03-01T08:30:00.000Z,\r\n');
});

it('asks before a file takes prices away or names what nobody sells', () => {
  const clean = { removed: 0, unknown_skus: 0, unknown: [] };
  expect([clean, { ...clean, removed: 1 }, { ...clean, unknown_skus: 1, unknown: ['X'] }].map(needsAsking)).toEqual([false, true, true]);
  const many = Array.from({ length: 13 }, (_, index) => `S${index}`);
  expect(named({ removed: 0, unknown_skus: 13, unknown: many })).toMatch(/^S0, .*, S11, …$/);
});
