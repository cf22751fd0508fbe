import type { Schemas } from '$api';
import { csvOf } from '$lib/csv';
import { decimalText, parseMoney } from '$lib/format';

import { localTime, momentOf } from '../lib/local-time';

export type PriceList = Schemas['PriceListView'];
export type ListKind = PriceList['kind'];
export type ListPrice = Schemas['ListPriceView'];

/** From the most special price to what only staff see, as they are looked through. */
export const KINDS: readonly ListKind[] = ['contract', 'company', 'group', 'list', 'cost'];
export const isKind = (value: string | null): value is ListKind => KINDS.includes(value as ListKind);
export const STATE_TONES = { holds: 'positive', planned: 'info', ended: 'neutral', inactive: 'neutral' } as const;

/** A price as it stands in its form: texts, as they are typed. */
export interface PriceForm {
  sku: string;
  tiers: { from: string; price: string }[];
  starts: string;
  ends: string;
}

export function formOf(price: ListPrice): PriceForm {
  return {
    sku: price.sku,
    tiers: price.tiers.map((tier) => ({ from: String(tier.from_quantity), price: decimalText(tier.unit_price) })),
    starts: localTime(price.starts_at),
    ends: localTime(price.ends_at),
  };
}

export const emptyPrice = (sku: string): PriceForm => ({ sku, tiers: [{ from: '1', price: '' }], starts: '', ends: '' });

/** What is wrong in a form of a price: rows by their place, or the window. */
export interface PriceFaults {
  from: number[];
  price: number[];
  ends: boolean;
}

/** The price that a form describes, its tiers in order, or what is wrong. */
export function readPrice(form: PriceForm, currency: string): { change: Schemas['ListPriceChange'] } | { faults: PriceFaults } {
  const faults: PriceFaults = { from: [], price: [], ends: Boolean(form.starts && form.ends && form.starts >= form.ends) };
  const tiers = form.tiers.map((tier, index) => {
    const from_quantity = /^[1-9]\d{0,6}$/.test(tier.from.trim()) ? Number(tier.from) : 0;
    const unit = parseMoney(tier.price, currency);
    if (!from_quantity || from_quantity > 1_000_000 || form.tiers.findIndex((one) => Number(one.from) === from_quantity) !== index) faults.from.push(index);
    if (!unit || unit.amount < 0) faults.price.push(index);
    return { from_quantity, unit: unit?.amount ?? 0 };
  });
  if (faults.from.length + faults.price.length > 0 || faults.ends) return { faults };
  return { change: { sku: form.sku, tiers: tiers.sort((a, b) => a.from_quantity - b.from_quantity), starts_at: momentOf(form.starts), ends_at: momentOf(form.ends) } };
}

/** Prices as the CSV file that an import takes. */
export function pricesCsv(prices: readonly ListPrice[]): string {
  const rows = prices.flatMap((price) => price.tiers.map((tier) => [price.sku, tier.from_quantity, decimalText(tier.unit_price), price.starts_at ?? '', price.ends_at ?? '']));
  return csvOf([['sku', 'from_quantity', 'price', 'starts', 'ends'], ...rows]);
}

type Import = Pick<Schemas['PriceImportView'], 'removed' | 'unknown_skus' | 'unknown'>;
const MAX_NAMED = 12;

/** A file takes prices away, or names products that nobody sells: whoever brings it is asked first. */
export const needsAsking = ({ removed, unknown_skus }: Import): boolean => removed > 0 || unknown_skus > 0;

/** The first SKUs of a file that the catalogue does not have. */
export const named = ({ unknown, unknown_skus }: Import): string => `${unknown.slice(0, MAX_NAMED).join(', ')}${unknown_skus > MAX_NAMED ? ', …' : ''}`;
