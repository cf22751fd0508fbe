import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { PriceBook, type YourPrice } from './book.svelte';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const priced = (amount: number): YourPrice => ({ price: usd(amount), list: usd(1000), source: { kind: 'contract', name: 'Frame 2026', reason: '', from_quantity: 1, sale: false }, tiers: [] });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('asks once for all that a page shows', async () => {
  const calls: (readonly string[])[] = [];
  const book = new PriceBook(async (skus) => {
    calls.push(skus);
    return new Map(skus.map((sku) => [sku, priced(900)]));
  });
  expect(['A', 'B', 'A', 'C'].map((sku) => book.of(sku))).toEqual([null, null, null, null]);
  await vi.runAllTimersAsync();
  expect([calls, book.of('B')?.price]).toEqual([[['A', 'B', 'C']], usd(900)]);
});

it('parts what is more than one call takes', async () => {
  const sizes: number[] = [];
  const book = new PriceBook(async (skus) => {
    sizes.push(skus.length);
    return new Map();
  });
  for (let sku = 0; sku < 501; sku += 1) book.of(String(sku));
  await vi.runAllTimersAsync();
  expect(sizes).toEqual([500, 1]);
});

it('says what could not be had, and asks again after a while', async () => {
  let now = 0;
  let works = false;
  const book = new PriceBook(async (skus) => {
    if (!works) throw new Error('offline');
    return new Map(skus.map((sku) => [sku, priced(900)]));
  }, () => now);
  book.of('A');
  await vi.runAllTimersAsync();
  expect([book.of('A'), book.failed('A')]).toEqual([null, true]);
  works = true;
  now = 61_000;
  book.of('A');
  await vi.runAllTimersAsync();
  expect([book.of('A')?.price, book.failed('A')]).toEqual([usd(900), false]);
});

it('keeps showing a price that could not be asked for again', async () => {
  let now = 0;
  let works = true;
  const book = new PriceBook(async (skus) => {
    if (!works) throw new Error('offline');
    return new Map(skus.map((sku) => [sku, priced(900)]));
  }, () => now);
  book.of('A');
  await vi.runAllTimersAsync();
  works = false;
  now = 61_000;
  book.of('A');
  await vi.runAllTimersAsync();
  expect(book.of('A')?.price).toEqual(usd(900));
});
