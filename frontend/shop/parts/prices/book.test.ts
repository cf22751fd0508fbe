import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { PriceBook, type YourPrice } from './book.svelte';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const priced = (amount: number): YourPrice => ({ price: usd(amount), list: usd(1000), source: { kind: 'contract', name: 'Frame 2026', reason: '', from_quantity: 1, sale: false }, tiers: [] });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('asks once for all that a page shows', async () => {
  const calls: (readonly string[])[] = [];
  const book = new PriceBook(async (wanted) => {
    const skus = wanted.map(({ sku }) => sku);
    calls.push(skus);
    return new Map(skus.map((sku) => [sku, priced(900)]));
  });
  expect(['A', 'B', 'A', 'C'].map((sku) => book.of(sku))).toEqual([null, null, null, null]);
  await vi.runAllTimersAsync();
  expect([calls, book.of('B')?.price]).toEqual([[['A', 'B', 'C']], usd(900)]);
});

it('keeps a configuration apart from its product', async () => {
  const book = new PriceBook(async (wanted) => new Map(wanted.map(({ sku, configurationId }) => [configurationId ?? sku, priced(configurationId ? 1700 : 900)])));
  book.of('A');
  book.of('A', 'cfg_1');
  await vi.runAllTimersAsync();
  expect([book.of('A')?.price, book.of('A', 'cfg_1')?.price, book.failed('A', 'cfg_1')]).toEqual([usd(900), usd(1700), false]);
});

it('parts what is more than one call takes', async () => {
  const sizes: number[] = [];
  const book = new PriceBook(async (wanted) => {
    sizes.push(wanted.length);
    return new Map();
  });
  for (let sku = 0; sku < 501; sku += 1) book.of(String(sku));
  await vi.runAllTimersAsync();
  expect(sizes).toEqual([500, 1]);
});

it('says what could not be had, and asks again after a while', async () => {
  let now = 0;
  let works = false;
  const book = new PriceBook(async (wanted) => {
    if (!works) throw new Error('offline');
    return new Map(wanted.map(({ sku }) => [sku, priced(900)]));
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
  const book = new PriceBook(async (wanted) => {
    if (!works) throw new Error('offline');
    return new Map(wanted.map(({ sku }) => [sku, priced(900)]));
  }, () => now);
  book.of('A');
  await vi.runAllTimersAsync();
  works = false;
  now = 61_000;
  book.of('A');
  await vi.runAllTimersAsync();
  expect(book.of('A')?.price).toEqual(usd(900));
});
